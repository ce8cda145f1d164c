/**
 * The interfaces that a module of the runtime implements to add a source of events. Such a module
 * uses no other class of the runtime.
 *
 * <p>{@link java.util.ServiceLoader} finds the {@link
 * io.kubeless.runtime.source.EventSourceProvider} of each module in the image. The provider reads
 * its settings from the environment of the process. The runtime starts each source, pauses it while
 * the function has as many calls as it may have at the same time, reports its health and metrics,
 * and drains it when the process is stopped:
 *
 * <pre>
 *   provider.sources(context)   invalid settings: the process exits with 78
 *        │
 *   function.onStart
 *        │
 *   source.start(calls) ──────────► calls.call(delivery) for each event
 *        │    ▲                        delivery.event()            the event, or MalformedEvent
 *     pause  resume                    delivery.deliver(outcome)   once
 *        │    │
 *   source.drain(most)          SIGTERM: no new events; calls in progress are completed
 *        │
 *   function.onStop
 * </pre>
 *
 * <p>Each call has a permit, a deadline, one count in the metrics, one line in the log and a trace,
 * whichever source the event comes from. The source acknowledges the event, tries it again or
 * stores it as a dead letter: see {@link io.kubeless.runtime.source.Outcome#verdict}.
 */
@NullMarked
package io.kubeless.runtime.source;

import org.jspecify.annotations.NullMarked;
