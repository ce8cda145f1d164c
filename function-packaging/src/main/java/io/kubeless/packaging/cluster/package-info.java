/** The API server of a cluster: connections, requests and what is read with them. */
@NullMarked
package io.kubeless.packaging.cluster;

import org.jspecify.annotations.NullMarked;
