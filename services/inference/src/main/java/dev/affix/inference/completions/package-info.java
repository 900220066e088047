/** Generated texts over HTTP, as OpenAI's completions. */
@NullMarked
package dev.affix.inference.completions;

import org.jspecify.annotations.NullMarked;
