/**
 * Applies manifests to a cluster, and deletes their objects: checks, dry runs, locks, records and
 * pruning.
 */
@NullMarked
package io.kubeless.packaging.deploy;

import org.jspecify.annotations.NullMarked;
