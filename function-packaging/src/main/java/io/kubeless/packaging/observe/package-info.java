/** The state of functions on a cluster, which is read and never changed. */
@NullMarked
package io.kubeless.packaging.observe;

import org.jspecify.annotations.NullMarked;
