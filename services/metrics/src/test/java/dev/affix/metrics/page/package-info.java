/** The live page in headless Chromium, against canned documents of the metrics API. */
@NullMarked
package dev.affix.metrics.page;

import org.jspecify.annotations.NullMarked;
