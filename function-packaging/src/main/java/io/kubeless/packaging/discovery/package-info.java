/** Finds handlers in class files, with their event and answer types and their annotations. */
@NullMarked
package io.kubeless.packaging.discovery;

import org.jspecify.annotations.NullMarked;
