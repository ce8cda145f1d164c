package io.kubeless.packaging.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServicesTest {
  private static final String BINDING = "io.kubeless.runtime.Binding";
  private static final String SOURCE = "io.kubeless.runtime.source.EventSourceProvider";

  @TempDir Path directory;

  private Path jar(String name, String entry) throws IOException {
    Path jar = directory.resolve(name);
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(entry));
    }
    return jar;
  }

  @Test
  void onlyServicesThatSomeJarProvidesAreListed() throws IOException {
    Path plain = jar("plain.jar", "com/acme/Hello.class");
    Path source = jar("source.jar", "META-INF/services/" + SOURCE);
    Path json = jar("json.jar", "META-INF/services/" + BINDING);

    assertThat(Services.of(List.of(plain))).isEmpty();
    assertThat(Services.of(List.of(plain, source))).containsExactly(SOURCE);
    assertThat(Services.of(List.of(source, source, plain, json))).containsExactly(BINDING, SOURCE);
  }

  @Test
  void whatIsNoJarProvidesNothingAsForTheJvm() throws IOException {
    Path text = Files.writeString(directory.resolve("text.jar"), "no jar");
    Path json = jar("json.jar", "META-INF/services/" + BINDING);

    assertThat(Services.of(List.of(text, json))).containsExactly(BINDING);
  }
}
