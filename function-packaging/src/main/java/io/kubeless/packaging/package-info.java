/** The front end's view of the library: one function, from its project to its manifests. */
@NullMarked
package io.kubeless.packaging;

import org.jspecify.annotations.NullMarked;
