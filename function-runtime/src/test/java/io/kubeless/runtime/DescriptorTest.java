package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.runtime.source.EventSourceProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorTest {
  @TempDir Path directory;

  /** A class loader that records what is looked for in its jars. */
  private static final class Searched extends URLClassLoader {
    private final List<String> names = new ArrayList<>();

    Searched() {
      super(new URL[0], DescriptorTest.class.getClassLoader());
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      names.add(name);
      return super.getResources(name);
    }
  }

  private List<String> searched(String descriptor) throws Exception {
    Path file = Files.writeString(directory.resolve("function.properties"), descriptor);
    try (Searched loader = new Searched()) {
      Descriptor.read(file).providers(Binding.class, loader).iterator().hasNext();
      return loader.names;
    }
  }

  @Test
  void theClassPathIsNotSearchedForAServiceThatItDoesNotProvide() throws Exception {
    assertThat(searched("services=\n")).isEmpty();
    assertThat(searched("services=io.kubeless.runtime.source.EventSourceProvider\n")).isEmpty();
  }

  @Test
  void theClassPathIsSearchedForAServiceThatItProvidesOrMayProvide() throws Exception {
    List<String> binding = List.of("META-INF/services/io.kubeless.runtime.Binding");
    assertThat(
            searched(
                "services=io.kubeless.runtime.Binding,"
                    + "io.kubeless.runtime.source.EventSourceProvider\n"))
        .isEqualTo(binding);
    assertThat(searched("")).isEqualTo(binding);
  }

  @Test
  void theServicesAreThoseThatAStartLooksFor() {
    assertThat(RuntimeContract.SERVICES)
        .containsExactly(
            Binding.class.getName(),
            EventSourceProvider.class.getName(),
            SelectorProvider.class.getName());
  }
}
