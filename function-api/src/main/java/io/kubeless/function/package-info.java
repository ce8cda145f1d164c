/**
 * The API of functions for Kubernetes. Implement {@link io.kubeless.function.Handler}, or {@link
 * io.kubeless.function.TypedHandler} if the function needs only the data of an event.
 *
 * <p>A process has one instance of its handler. No method of this package returns or accepts {@code
 * null}, unless its documentation allows it.
 */
package io.kubeless.function;
