/** From a function and its files to a container image. */
@NullMarked
package io.kubeless.packaging.image;

import org.jspecify.annotations.NullMarked;
