/**
 * What every front end does with functions: files of manifests and results, deployments, and calls.
 */
@NullMarked
package io.kubeless.packaging.delivery;

import org.jspecify.annotations.NullMarked;
