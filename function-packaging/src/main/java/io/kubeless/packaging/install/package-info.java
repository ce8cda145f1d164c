/** Installs the controller on a cluster, and removes it. */
@NullMarked
package io.kubeless.packaging.install;

import org.jspecify.annotations.NullMarked;
