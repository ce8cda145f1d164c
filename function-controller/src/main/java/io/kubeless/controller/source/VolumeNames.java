package io.kubeless.controller.source;

/** The names of volumes, which are DNS labels. */
final class VolumeNames {
  private static final int MAXIMUM = 63;

  private VolumeNames() {}

  /** Returns a name, or its beginning and a part of its hash if it is too long. */
  static String of(String name) {
    return name.length() <= MAXIMUM
        ? name
        : name.substring(0, MAXIMUM - 9) + "-" + Source.sha256(name).substring(0, 8);
  }
}
