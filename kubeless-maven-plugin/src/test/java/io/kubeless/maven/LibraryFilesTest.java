package io.kubeless.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.image.Library;
import java.io.File;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.junit.jupiter.api.Test;

class LibraryFilesTest {

  private static List<Library> of(String... coordinates) {
    return LibraryFiles.of(
        Stream.of(coordinates)
            .map(each -> new DefaultArtifact(each).setFile(new File("/" + each)))
            .map(artifact -> ClassPathEntry.of(artifact, List.of()))
            .toList());
  }

  @Test
  void twoArtifactsOfOneNameAreTwoFiles() {
    assertThat(
            of(
                "com.acme:tools.client:1.0",
                "com.acme.tools:client:1.0",
                "COM.acme.tools:client:1.0",
                "com.acme:tools:jar:a-1:1",
                "com.acme:tools-1:jar:a:1"))
        .extracting(Library::fileName)
        .containsExactly(
            "com.acme.tools.client-1.0.jar",
            "com.acme.tools.client-1.0.2.jar",
            "COM.acme.tools.client-1.0.3.jar",
            "com.acme.tools-1-a-1.jar",
            "com.acme.tools-1-1-a.jar");
  }

  @Test
  void theKindFollowsFromTheCoordinates() {
    assertThat(
            of(
                "io.kubeless:kubeless-function-api:1.0-SNAPSHOT",
                "io.kubeless:model:1.0",
                "com.acme:tools:1.0-SNAPSHOT"))
        .extracting(Library::kind)
        .containsExactly(Library.Kind.RUNTIME, Library.Kind.RELEASE, Library.Kind.SNAPSHOT);
  }
}
