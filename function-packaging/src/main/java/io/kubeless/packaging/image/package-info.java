/** Builds the container image of a function. */
@NullMarked
package io.kubeless.packaging.image;

import org.jspecify.annotations.NullMarked;
