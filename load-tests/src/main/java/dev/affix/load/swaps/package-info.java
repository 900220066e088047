/** New versions under load: how soon each replica answers with one, and that no answer is lost, repeated or misnamed. */
@NullMarked
package dev.affix.load.swaps;

import org.jspecify.annotations.NullMarked;
