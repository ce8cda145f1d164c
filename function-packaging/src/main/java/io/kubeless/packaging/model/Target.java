package io.kubeless.packaging.model;

import java.util.Locale;

/** Which objects a function becomes. */
public enum Target {
  /** Native objects, which any cluster runs. */
  KUBERNETES,
  /** The resources of Kubeless, for a cluster with a controller that serves them. */
  KUBELESS;

  /** Returns the name in settings and folders: {@code kubernetes} or {@code kubeless}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
