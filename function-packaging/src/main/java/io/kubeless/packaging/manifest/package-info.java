/** From a function to Kubernetes objects and their YAML. Pure: no I/O and no clock. */
@NullMarked
package io.kubeless.packaging.manifest;

import org.jspecify.annotations.NullMarked;
