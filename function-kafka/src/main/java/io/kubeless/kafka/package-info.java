/**
 * Receives events from Kafka.
 *
 * <p>One thread for each trigger polls, commits and takes part in the group ({@link
 * io.kubeless.kafka.StreamLoop}). It never calls the function: the records of each partition are
 * distributed over lanes, whose events are processed one after the other ({@link
 * io.kubeless.kafka.Dispatcher}). An offset is committed when all records before it are settled.
 */
@NullMarked
package io.kubeless.kafka;

import org.jspecify.annotations.NullMarked;
