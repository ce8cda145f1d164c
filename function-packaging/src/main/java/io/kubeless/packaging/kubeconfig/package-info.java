/** Reads kubeconfigs as kubectl does: server addresses, credentials and trusted authorities. */
@NullMarked
package io.kubeless.packaging.kubeconfig;

import org.jspecify.annotations.NullMarked;
