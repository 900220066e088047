/** Child processes: started, watched, restarted, and never left behind. Plain Java; knows neither Kafka nor the demo. */
@NullMarked
package dev.affix.standalone.process;

import org.jspecify.annotations.NullMarked;
