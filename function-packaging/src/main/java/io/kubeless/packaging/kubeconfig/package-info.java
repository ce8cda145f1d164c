/** Reads kubeconfigs as kubectl does: where requests go, who sends them, and what is trusted. */
@NullMarked
package io.kubeless.packaging.kubeconfig;

import org.jspecify.annotations.NullMarked;
