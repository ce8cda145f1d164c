/** From manifests to objects on a cluster, and what the cluster says about them. */
@NullMarked
package io.kubeless.packaging.cluster;

import org.jspecify.annotations.NullMarked;
