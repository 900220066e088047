/** An open-loop replay: requests on a fixed schedule, their labels late and out of order. */
@NullMarked
package dev.affix.standalone.replay;

import org.jspecify.annotations.NullMarked;
