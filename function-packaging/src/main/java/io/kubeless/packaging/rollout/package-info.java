/** Waits for the pods of a function, and reports why they do not become ready. */
@NullMarked
package io.kubeless.packaging.rollout;

import org.jspecify.annotations.NullMarked;
