package io.kubeless.packaging.model;

import java.util.Locale;

/** The kind of objects that a function is rendered as. */
public enum Target {
  /** Native objects, for any cluster. */
  KUBERNETES,
  /** The resources of Kubeless, for a cluster whose controller serves them. */
  KUBELESS;

  /** Returns the name in settings and directories: {@code kubernetes} or {@code kubeless}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
