package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelProviderTest {
  private static final String PROPERTY = "java.nio.channels.spi.SelectorProvider";

  @TempDir Path directory;

  private String chosen(String descriptor) throws Exception {
    ChannelProvider.choose(
        Descriptor.read(Files.writeString(directory.resolve("function.properties"), descriptor)));
    return System.getProperty(PROPERTY);
  }

  @AfterEach
  void clear() {
    System.clearProperty(PROPERTY);
  }

  @Test
  void theProviderOfTheJdkIsNamedIfTheClassPathHasNone() throws Exception {
    String found = SelectorProvider.provider().getClass().getName();
    assertThat(chosen("services=\n")).isEqualTo(found);
  }

  @Test
  void aProviderOfTheClassPathOrOfTheUserIsLeft() throws Exception {
    assertThat(chosen("services=" + PROPERTY + "\n")).isNull();
    assertThat(chosen("")).isNull();
    System.setProperty(PROPERTY, "com.acme.Provider");
    assertThat(chosen("services=\n")).isEqualTo("com.acme.Provider");
  }
}
