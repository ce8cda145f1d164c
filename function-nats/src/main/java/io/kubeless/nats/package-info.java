/**
 * Receives events from NATS.
 *
 * <p>With JetStream, one thread for each trigger asks the server for as many messages as there are
 * idle workers, and renews the lease of those that it has ({@link
 * io.kubeless.nats.JetStreamSession}). The workers call the function and acknowledge ({@link
 * io.kubeless.nats.Dispatcher}, {@link io.kubeless.nats.Settlement}). An event is delivered at
 * least once, and order is not promised.
 *
 * <p>With core NATS, the members of a queue group share the messages of a subject ({@link
 * io.kubeless.nats.CoreSession}). An event is delivered at most once.
 */
@NullMarked
package io.kubeless.nats;

import org.jspecify.annotations.NullMarked;
