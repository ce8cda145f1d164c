/**
 * Functions for Kubernetes: implement {@link io.kubeless.function.Handler} or, for a plain method
 * from input to output, {@link io.kubeless.function.TypedHandler}.
 *
 * <p>One instance of a handler serves a whole process. No method of this package returns {@code
 * null}, and none accepts it.
 */
package io.kubeless.function;
