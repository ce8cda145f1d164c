/**
 * The steps that all front ends have in common: files of manifests and results, deployments, and
 * calls.
 */
@NullMarked
package io.kubeless.packaging.delivery;

import org.jspecify.annotations.NullMarked;
