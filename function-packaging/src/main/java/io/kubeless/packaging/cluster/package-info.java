/**
 * Connects to the API server of a cluster, sends requests, and reads general information with them.
 */
@NullMarked
package io.kubeless.packaging.cluster;

import org.jspecify.annotations.NullMarked;
