/**
 * Sends events of brokers to functions whose images have no source of events, as the trigger
 * controllers of Kubeless do.
 *
 * <p>The forwarder is itself a function of this project. The runtime receives the events, repeats
 * failed calls and stores dead letters; {@link io.kubeless.forwarder.Forwarder} sends one request
 * for each call.
 */
@NullMarked
package io.kubeless.forwarder;

import org.jspecify.annotations.NullMarked;
