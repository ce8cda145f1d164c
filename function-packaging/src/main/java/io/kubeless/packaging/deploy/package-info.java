/**
 * From manifests to the objects of a cluster and back: what is checked, planned, locked, applied,
 * recorded, pruned and deleted.
 */
@NullMarked
package io.kubeless.packaging.deploy;

import org.jspecify.annotations.NullMarked;
