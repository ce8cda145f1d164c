package io.kubeless.java;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A POM, a repository that requires a login, and settings in a Secret. */
class InstallationTest {
  private static final String DEPENDENCY =
      "<dependency><groupId>%s</groupId><artifactId>%s</artifactId>%s</dependency>";

  @TempDir Path directory;
  private Volume volume;
  private Repository repository;

  @BeforeEach
  void create() throws Exception {
    volume = Volume.create(directory);
    repository = new Repository();
    repository.with("base", "1", "", Map.of("a", new byte[1]));
    repository.with("base", "2", "", Map.of("a", new byte[1]));
    repository.with(
        "client", "1", "<dependencies>" + dependency("base", "1") + "</dependencies>", Map.of());
    settings("secret");
  }

  @AfterEach
  void close() {
    repository.close();
  }

  private static String dependency(String artifact, String version) {
    return DEPENDENCY.formatted(
        "com.acme", artifact, version.isEmpty() ? "" : "<version>" + version + "</version>");
  }

  private void settings(String password) throws Exception {
    write(
        "<mirrors><mirror><id>acme</id><mirrorOf>*</mirrorOf><url>"
            + repository.url()
            + "</url></mirror></mirrors>"
            + server(password));
  }

  private static String server(String password) {
    return "<servers><server><id>acme</id><username>duke</username><password>"
        + password
        + "</password></server></servers>";
  }

  private void write(String settings) throws Exception {
    Path secret = Files.createDirectories(directory.resolve("secrets/maven"));
    Files.writeString(secret.resolve("settings.xml"), "<settings>" + settings + "</settings>");
  }

  private String install(String elements) throws Exception {
    volume.with(
        "pom.xml",
        "<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>a</artifactId>"
            + "<version>1</version>"
            + elements
            + "</project>");
    return volume.run("install", volume.variables("Hello.handle"));
  }

  private Stream<String> libraries() throws Exception {
    try (Stream<Path> files = Files.list(volume.directory().resolve("lib"))) {
      return files.map(each -> each.getFileName() + "").sorted().toList().stream();
    }
  }

  @Test
  void dependenciesAreResolvedWithTheirOwnThroughAMirrorWithALogin() throws Exception {
    assertThat(install("<dependencies>" + dependency("client", "1") + "</dependencies>"))
        .isEqualTo("0\n");
    assertThat(libraries()).containsExactly("com.acme.base-1.jar", "com.acme.client-1.jar");
  }

  @Test
  void versionsAreManagedByAnImportedBomAndByAParent() throws Exception {
    repository.pom(
        "bom",
        "1",
        "pom",
        "<dependencyManagement><dependencies>"
            + dependency("base", "2")
            + "</dependencies></dependencyManagement>");
    repository.pom("parent", "1", "pom", "<properties><client>1</client></properties>");
    String imported =
        "<dependencyManagement><dependencies><dependency><groupId>com.acme</groupId>"
            + "<artifactId>bom</artifactId><version>1</version><type>pom</type>"
            + "<scope>import</scope></dependency></dependencies></dependencyManagement>";
    String parent =
        "<parent><groupId>com.acme</groupId><artifactId>parent</artifactId><version>1</version>"
            + "<relativePath/></parent>";
    assertThat(
            install(
                parent
                    + imported
                    + "<dependencies>"
                    + dependency("client", "${client}")
                    + "</dependencies>"))
        .isEqualTo("0\n");
    assertThat(libraries()).containsExactly("com.acme.base-2.jar", "com.acme.client-1.jar");
  }

  @Test
  void upstreamsParentAndParamsAreProvidedByTheImage() throws Exception {
    String upstream =
        "<parent><groupId>io.kubeless</groupId><artifactId>kubeless</artifactId>"
            + "<version>1.0-SNAPSHOT</version></parent><dependencies>"
            + DEPENDENCY.formatted("io.kubeless", "params", "<version>1.0-SNAPSHOT</version>")
            + dependency("base", "1")
            + "</dependencies>";
    assertThat(install(upstream)).isEqualTo("0\n");
    assertThat(libraries()).containsExactly("com.acme.base-1.jar");
  }

  @Test
  void testDependenciesAreNotInstalled() throws Exception {
    String scoped = dependency("base", "1").replace("</version>", "</version><scope>test</scope>");
    assertThat(install("<dependencies>" + scoped + "</dependencies>")).isEqualTo("0\n");
    assertThat(libraries()).isEmpty();
  }

  @Test
  void eachMissingArtifactIsALineWithTheRepository() throws Exception {
    String elements =
        "<dependencies>" + dependency("one", "1") + dependency("two", "1") + "</dependencies>";
    assertThat(install(elements))
        .startsWith("1\npom.xml: Could not find artifact com.acme:one:jar:1 in acme (")
        .contains("\npom.xml: Could not find artifact com.acme:two:jar:1 in acme (")
        .endsWith("\nthe settings of Maven are " + directory.resolve("secrets/maven/settings.xml"));
  }

  @Test
  void theRepositoryOfAnActiveProfileIsReachedThroughAProxy() throws Exception {
    String port = repository.url().replaceFirst(".*:(\\d+)/.*", "$1");
    write(
        "<proxies><proxy><protocol>http</protocol><host>127.0.0.1</host><port>"
            + port
            + "</port></proxy></proxies>"
            + server("secret")
            + "<profiles><profile><id>acme</id><repositories><repository><id>acme</id>"
            + "<url>http://maven.invalid/maven</url></repository></repositories></profile>"
            + "</profiles><activeProfiles><activeProfile>acme</activeProfile></activeProfiles>");
    assertThat(install("<dependencies>" + dependency("client", "1") + "</dependencies>"))
        .isEqualTo("0\n");
    assertThat(libraries()).containsExactly("com.acme.base-1.jar", "com.acme.client-1.jar");
  }

  @Test
  void offlineOnlyTheLocalRepositoryIsUsed() throws Exception {
    String local = "<localRepository>" + directory.resolve("local") + "</localRepository>";
    String elements = "<dependencies>" + dependency("client", "1") + "</dependencies>";
    String mirror =
        "<mirrors><mirror><id>acme</id><mirrorOf>*</mirrorOf><url>"
            + repository.url()
            + "</url></mirror></mirrors>";
    write(local + mirror + server("secret"));
    assertThat(install(elements)).isEqualTo("0\n");
    repository.close();
    write(local + "<offline>true</offline>" + mirror + server("secret"));
    assertThat(install(elements)).isEqualTo("0\n");
    assertThat(install("<dependencies>" + dependency("base", "2") + "</dependencies>"))
        .startsWith("1\npom.xml: Cannot access acme (")
        .contains("in offline mode");
  }

  @Test
  void aMissingParentIsReported() throws Exception {
    assertThat(
            install(
                "<parent><groupId>com.acme</groupId><artifactId>none</artifactId>"
                    + "<version>1</version></parent>"))
        .startsWith("1\n")
        .contains("Could not find artifact com.acme:none:pom:1 in acme");
  }

  @Test
  void aWrongPasswordIsReported() throws Exception {
    settings("wrong");
    assertThat(install("<dependencies>" + dependency("base", "1") + "</dependencies>"))
        .startsWith("1\npom.xml: ")
        .contains("401");
  }

  @Test
  void aRepositoryThatDoesNotAnswerIsReported() throws Exception {
    repository.close();
    assertThat(install("<dependencies>" + dependency("base", "1") + "</dependencies>"))
        .startsWith("1\npom.xml: Could not transfer artifact com.acme:base:")
        .contains(repository.url());
  }

  @Test
  void anEncryptedPasswordIsAnError() throws Exception {
    settings("{abc=}");
    assertThat(install("")).contains("the password of server acme is encrypted");
  }

  @Test
  void aPomThatIsNoXmlHasItsLine() throws Exception {
    volume.with("pom.xml", "<project>\n<oops>\n</project>\n");
    assertThat(volume.run("install", volume.variables("Hello.handle"))).startsWith("1\npom.xml:");
  }

  @Test
  void aDependencyWithoutAVersionIsReported() throws Exception {
    assertThat(install("<dependencies>" + dependency("base", "") + "</dependencies>"))
        .startsWith("1\n")
        .contains("com.acme:base");
  }
}
