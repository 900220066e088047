/** What a backbone reads: texts as token ids, by the tokenizer file that belongs to it, and images. */
@NullMarked
package dev.affix.prefix.tokenizer;

import org.jspecify.annotations.NullMarked;
