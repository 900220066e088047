/** Text to token ids, with the tokenizer file that belongs to a backbone. */
@NullMarked
package dev.affix.prefix.tokenizer;

import org.jspecify.annotations.NullMarked;
