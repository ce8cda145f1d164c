package io.kubeless.runtime;

import java.nio.channels.spi.SelectorProvider;

/**
 * The provider of channels. Unless a property names it, the JDK searches the class path for one,
 * which opens every jar.
 *
 * @see SelectorProvider#provider()
 */
final class ChannelProvider {
  private static final String PROPERTY = SelectorProvider.class.getName();
  private static final String LINUX = "sun.nio.ch.EPollSelectorProvider";

  private ChannelProvider() {}

  /** Names the JDK's own provider on Linux, unless the class path may provide another one. */
  static void choose(Descriptor descriptor) {
    if (System.getProperty(PROPERTY) == null && !descriptor.mayProvide(PROPERTY)) {
      try {
        Class.forName(LINUX, false, null);
        System.setProperty(PROPERTY, LINUX);
      } catch (ClassNotFoundException e) {
        // This JDK has another one, which it finds.
      }
    }
  }
}
