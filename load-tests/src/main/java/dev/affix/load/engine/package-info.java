/** {@code load-tests/engine}: what answers cost, against ONNX Runtime on the same weights in the same run. */
@NullMarked
package dev.affix.load.engine;

import org.jspecify.annotations.NullMarked;
