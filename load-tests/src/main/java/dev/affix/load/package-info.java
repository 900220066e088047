/**
 * Open-loop load through Kafka: requests are sent on a schedule fixed in advance, whatever the answers do, and a
 * request's latency counts from the moment it should have been sent. A slow server therefore shows up as latency
 * instead of as fewer requests (no coordinated omission).
 */
@NullMarked
package dev.affix.load;

import org.jspecify.annotations.NullMarked;
