/** Renders functions as Kubernetes objects and their YAML. Pure functions without I/O and clock. */
@NullMarked
package io.kubeless.packaging.manifest;

import org.jspecify.annotations.NullMarked;
