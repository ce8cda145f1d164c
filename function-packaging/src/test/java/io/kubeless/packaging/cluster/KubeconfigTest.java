package io.kubeless.packaging.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kubeless.packaging.kubeconfig.Caller;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each setting of a kubeconfig is applied as kubectl applies it, or refused before the first
 * request.
 */
class KubeconfigTest {
  private static final String PATH = "/api/v1/namespaces/team-a";
  private static final String TLS =
      "server: 'HTTPS', certificate-authority: " + certificate("ca.crt");
  private static final String EXEC =
      "apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: ";

  @TempDir Path directory;
  private RecordingServer https;
  private RecordingServer http;

  @BeforeEach
  void start() throws Exception {
    https = RecordingServer.tls();
    http = RecordingServer.plain();
    Files.writeString(directory.resolve("token"), " from-file\n");
    Files.writeString(directory.resolve("empty"), "\n");
    script("login", "echo '" + credential("v1", "\"token\":\"from-exec\"") + "'");
    script("old", "echo '" + credential("v1beta1", "\"token\":\"from-exec\"") + "'");
    script("nothing", "echo '" + credential("v1", "") + "'");
    script("half", "echo '" + credential("v1", "\"clientKeyData\":\"x\"") + "'");
    script("fail", "echo 'login expired, run: foo login' >&2; exit 3");
    script("info", "echo '" + credential("v1", "\"token\":\"'$VARIABLE-$1'\"") + "'");
    script(
        "cluster",
        "t=$(printf '%s' \"$KUBERNETES_EXEC_INFO\" | sed 's/.*config\":{\"a\":\"\\([a-z]*\\)\".*/\\1/')\n"
            + "echo '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\","
            + "\"status\":{\"token\":\"'$t'\"}}'");
    script(
        "certificate",
        "c=$(awk '{printf \"%s\\\\n\",$0}' "
            + certificate("client-ec.crt")
            + ")\nk=$(awk '{printf \"%s\\\\n\",$0}' "
            + certificate("client-ec.key")
            + ")\nprintf '%s' \""
            + credential("v1", "\"clientCertificateData\":\"$c\",\"clientKeyData\":\"$k\"")
                .replace("\"", "\\\"")
            + "\"");
  }

  @AfterEach
  void stop() {
    https.close();
    http.close();
  }

  private void script(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static String credential(String version, String status) {
    return "{\"apiVersion\":\"client.authentication.k8s.io/"
        + version
        + "\",\"kind\":\"ExecCredential\",\"status\":{"
        + status
        + "}}";
  }

  private static Path certificate(String name) {
    return RecordingServer.CERTIFICATES.resolve(name);
  }

  private static String data(String name) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(certificate(name)));
  }

  private static String jwt(String claims) {
    return "e30."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".x";
  }

  private static Arguments row(String cluster, String user, String expected) {
    return Arguments.of(cluster, user, expected);
  }

  /** Returns rows of a cluster, a user, and the expected requests or the reason of the refusal. */
  static Stream<Arguments> rows() throws IOException {
    String ec = "client-certificate: " + certificate("client-ec.crt") + ", client-key: ";
    String rsa = "client-certificate: " + certificate("client-rsa.crt") + ", client-key: ";
    return Stream.of(
        row(TLS, "token: a", "Authorization=Bearer a"),
        row(TLS, "tokenFile: token", "Authorization=Bearer from-file"),
        row(TLS, "token: stale, tokenFile: token", "Authorization=Bearer from-file"),
        row(TLS, "token: a, tokenFile: missing", "Authorization=Bearer a"),
        row(
            TLS,
            "tokenFile: missing",
            "! users[u].tokenFile names the file DIR/missing, which cannot be read"),
        row(TLS, "tokenFile: empty", "! users[u].tokenFile names an empty file"),
        row(
            TLS,
            "token: \"a\\nb\"",
            "! users[u].token contains a character that no header may have"),
        row(TLS, "token: 123456", "! users[u].token is not a string"),
        row(TLS, "username: bob, password: secret", "Authorization=Basic Ym9iOnNlY3JldA=="),
        row(TLS, "username: bob", "Authorization=Basic Ym9iOg=="),
        row(
            TLS,
            "token: a, username: bob, password: secret",
            "! users[u].username is set, and so is a token"),
        row(
            TLS,
            "tokenFile: token, username: bob",
            "! users[u].username is set, and so is a token"),
        row(TLS, "", "! users[u].token is not set, and neither is another login"),
        row(TLS, "as: bob", "! users[u].token is not set, and neither is another login"),
        row(
            TLS,
            "token: a, as: bob, as-uid: '7', as-groups: [g1, g2], as-user-extra: {'example.com/Ro"
                + " le': [x, 'y z']}",
            "Authorization=Bearer a Impersonate-extra-example.com%2fro%20le=x|y z"
                + " Impersonate-group=g1|g2 Impersonate-uid=7 Impersonate-user=bob"),
        row(
            TLS,
            "token: a, as-groups: [g1]",
            "! users[u].as is not set, and a uid, groups or extra fields are"),
        row(TLS, ec + certificate("client-ec.key"), "certificate=O=dev,CN=bob"),
        row(TLS, ec + certificate("client-ec-pkcs8.key"), "certificate=O=dev,CN=bob"),
        row(TLS, rsa + certificate("client-rsa.key"), "certificate=CN=ann"),
        row(
            TLS,
            "client-certificate-data: "
                + data("client-ec.crt")
                + ", client-key-data: "
                + data("client-ec.key"),
            "certificate=O=dev,CN=bob"),
        row(
            TLS,
            "token: a, " + ec + certificate("client-ec.key"),
            "Authorization=Bearer a certificate=O=dev,CN=bob"),
        row(
            TLS,
            "client-certificate: " + certificate("client-ec.crt"),
            "! users[u].client-key is not set, and client-certificate is"),
        row(
            TLS,
            "client-key: " + certificate("client-ec.key"),
            "! users[u].token is not set, and neither is another login"),
        row(
            TLS,
            ec + "missing",
            "! users[u].client-key names the file DIR/missing, which cannot be read"),
        row(
            TLS,
            ec + "token",
            "! users[u].client-certificate or its key cannot be used: it contains no private key in"
                + " PEM"),
        row(
            TLS,
            "client-key: x, client-certificate-data: "
                + data("client-ec.crt")
                + ", client-certificate: x",
            "! users[u].client-certificate is set, and so is client-certificate-data"),
        row(TLS, "exec: {" + EXEC + "./login}", "Authorization=Bearer from-exec"),
        row(TLS, "exec: {" + EXEC + "DIR/login}", "Authorization=Bearer from-exec"),
        row(TLS, "token: a, exec: {" + EXEC + "./login}", "Authorization=Bearer a"),
        row(
            TLS,
            "exec: {" + EXEC + "./info, args: [x], env: [{name: VARIABLE, value: v}]}",
            "Authorization=Bearer v-x"),
        row(
            TLS
                + ", extensions: [{name: client.authentication.k8s.io/exec, extension: {a:"
                + " audience}}]",
            "exec: {" + EXEC + "./cluster, provideClusterInfo: true}",
            "Authorization=Bearer audience"),
        row(TLS, "exec: {" + EXEC + "./certificate}", "certificate=O=dev,CN=bob"),
        row(
            TLS,
            "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: ./old}",
            "Authorization=Bearer from-exec"),
        row(
            TLS,
            "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: ./login}",
            "! it printed ExecCredential of client.authentication.k8s.io/v1, and ExecCredential of"
                + " client.authentication.k8s.io/v1beta1 is expected"),
        row(
            TLS,
            "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: ./login}",
            "! users[u].exec.apiVersion is client.authentication.k8s.io/v1alpha1"),
        row(
            TLS,
            "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login}",
            "! users[u].exec.interactiveMode is not set"),
        row(
            TLS,
            "exec: {" + EXEC.replace("Never", "Perhaps") + "./login}",
            "! users[u].exec.interactiveMode is Perhaps"),
        row(
            TLS,
            "exec: {" + EXEC.replace("Never", "Always") + "./login}",
            "! users[u].exec.interactiveMode is Always, and standard input is not a terminal"),
        row(
            TLS,
            "exec: {" + EXEC.replace(", command: ", "") + "}",
            "! users[u].exec.command is not set"),
        row(
            TLS,
            "exec: {" + EXEC + "no-such-login-command}",
            "! the command is not found, or cannot be executed"),
        row(
            TLS,
            "exec: {" + EXEC + "./fail}",
            "! it ended with exit code 3: login expired, run: foo login"),
        row(TLS, "exec: {" + EXEC + "echo, args: [hello]}", "! its output is not JSON"),
        row(TLS, "exec: {" + EXEC + "./nothing}", "! it printed neither a token nor a certificate"),
        row(TLS, "exec: {" + EXEC + "./half}", "! it printed only one of certificate and key"),
        row(
            TLS,
            "auth-provider: {name: gcp}",
            "! users[u].auth-provider.name is gcp, which kubectl no longer supports"),
        row(
            TLS,
            "auth-provider: {name: oidc, config: {idp-issuer-url: 'https://127.0.0.1:1',"
                + " client-id: c, id-token: "
                + jwt("{\"exp\": 7258118400}")
                + "}}",
            "Authorization=Bearer " + jwt("{\"exp\": 7258118400}")),
        row(
            TLS,
            "auth-provider: {name: oidc, config: {idp-issuer-url: 'https://127.0.0.1:1',"
                + " client-id: c, id-token: "
                + jwt("{\"exp\": 1}")
                + "}}",
            "! users[u].auth-provider.config.id-token has expired"),
        row(
            "server: 'HTTPS/', insecure-skip-tls-verify: true",
            "token: a",
            "Authorization=Bearer a"),
        row(
            TLS + ", insecure-skip-tls-verify: true",
            "token: a",
            "! clusters[c].insecure-skip-tls-verify is true although there is a certificate"
                + " authority"),
        row(
            "server: 'HTTPS', certificate-authority-data: " + data("ca.crt"),
            "token: a",
            "Authorization=Bearer a"),
        row(
            "server: 'HTTPS', certificate-authority: missing",
            "token: a",
            "! clusters[c].certificate-authority names the file DIR/missing, which cannot be read"),
        row(
            "server: 'HTTPS', certificate-authority: token",
            "token: a",
            "! clusters[c].certificate-authority cannot be used: it contains no certificate in PEM"),
        row(TLS + ", tls-server-name: api.test", "token: a", "Authorization=Bearer a"),
        row(TLS + ", disable-compression: true", "token: a", "Authorization=Bearer a"),
        row(
            TLS + ", proxy-url: 'ftp://127.0.0.1:1'",
            "token: a",
            "! clusters[c].proxy-url is not the address of a proxy: ftp://127.0.0.1:1"),
        row(
            TLS + ", proxy-url: nonsense",
            "token: a",
            "! clusters[c].proxy-url is not the address of a proxy: nonsense"),
        row("server: 'HTTP'", "token: a", ""),
        row("server: 'HTTP'", "token: a, as: bob", "Impersonate-user=bob"),
        row("server: '127.0.0.1:PORT'", "token: a", ""),
        row("insecure-skip-tls-verify: true", "token: a", "! clusters[c].server is not set"));
  }

  private Path kubeconfig(String cluster, String user) throws IOException {
    String text =
        "apiVersion: v1\nkind: Config\n"
            + ("clusters: [{name: c, cluster: {" + cluster + "}}]\n")
            + ("users: [{name: u, user: {" + user + "}}]\n")
            + "contexts: [{name: x, context: {cluster: c, user: u, namespace: team-a}}]\n"
            + "current-context: x\n";
    return Files.writeString(directory.resolve("kubeconfig"), here(text));
  }

  private String here(String text) {
    return text.replace("HTTPS", https.address())
        .replace("HTTP'", http.address() + "'")
        .replace("PORT", String.valueOf(http.port()))
        .replace("DIR", directory.toString());
  }

  private Caller caller(Map<String, String> environment) {
    return caller(environment, Optional.empty());
  }

  private Caller caller(Map<String, String> environment, Optional<URI> proxy) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("HOME", directory.toString());
    return new Caller(all, false, uri -> proxy, directory.resolve("account"));
  }

  private static ClusterConnection open(Caller caller) {
    return ClusterConnection.open(caller, Optional.empty(), Optional.empty());
  }

  private List<String> sent() {
    List<String> sent = new ArrayList<>(https.requests());
    sent.addAll(http.requests());
    sent.removeIf(each -> !each.startsWith("GET " + PATH));
    return sent;
  }

  private static String why(ProblemException e) {
    assertThat(e.problems()).hasSize(1);
    return "! " + e.problems().get(0).why();
  }

  private String ask(Path kubeconfig) throws ApiFailure {
    try (ClusterConnection connection = open(caller(Map.of("KUBECONFIG", kubeconfig.toString())))) {
      new KubernetesApi(connection).call("GET", PATH, "", "");
    } catch (ProblemException e) {
      assertThat(https.requests()).isEmpty();
      assertThat(http.requests()).isEmpty();
      return why(e);
    }
    assertThat(sent()).hasSize(1);
    return sent().get(0).replaceFirst("GET " + PATH + " ?", "");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aUserIsHonouredOrRefusedBeforeTheFirstRequest(String cluster, String user, String expected)
      throws Exception {
    assertThat(ask(kubeconfig(cluster, user))).isEqualTo(here(expected));
  }

  /**
   * Returns the rows in which kubectl does the same. Without a server, kubectl uses localhost:8080,
   * and it renews an expired token at its issuer.
   */
  static Stream<Arguments> rowsOfKubectl() throws IOException {
    return rows()
        .filter(row -> !row.get()[2].toString().matches(".*(server is not set|has expired)"));
  }

  /** If kubectl is installed, it must send the same requests, or none if none is expected. */
  @ParameterizedTest
  @MethodSource("rowsOfKubectl")
  void kubectlSendsTheSame(String cluster, String user, String expected) throws Exception {
    assumeTrue(kubectl("version", "--client") == 0, "kubectl is not installed");
    kubectl("--kubeconfig", kubeconfig(cluster, user).toString(), "get", "--raw", PATH);
    List<String> sent = sent();
    String text = sent.isEmpty() ? "!" : sent.get(0).replaceFirst("GET " + PATH + " ?", "");
    assertThat(text).isEqualTo(expected.startsWith("!") ? "!" : here(expected));
  }

  private int kubectl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new java.io.File("/dev/null"))
            .redirectOutput(directory.resolve("kubectl.log").toFile());
    builder.environment().put("HOME", directory.toString());
    try {
      return builder.start().waitFor();
    } catch (IOException e) {
      return -1;
    }
  }

  @Test
  void aLoginCommandIsPrintedAsAShellReadsIt() throws Exception {
    Path file =
        kubeconfig(TLS, "exec: {" + EXEC + "sh, args: ['-c', 'echo ''log in'' >&2; exit 3', '']}");
    try (ClusterConnection connection = open(caller(Map.of("KUBECONFIG", file.toString())))) {
      assertThatThrownBy(connection::check)
          .hasMessageEndingWith(
              "do:    run it yourself: sh -c 'echo '\\''log in'\\'' >&2; exit 3' ''");
    }
  }

  @Test
  void theInstallHintOfALoginCommandIsTheRemedy() throws Exception {
    Path file =
        kubeconfig(TLS, "exec: {" + EXEC + "no-such-command, installHint: 'see example.com'}");
    try (ClusterConnection connection = open(caller(Map.of("KUBECONFIG", file.toString())))) {
      assertThatThrownBy(connection::check)
          .hasMessage(
              """
              KUBELESS-117 The login command no-such-command failed
                where: %s, users[u].exec
                why:   the command is not found, or cannot be executed
                do:    see example.com"""
                  .formatted(file));
    }
  }

  @Test
  void aLoginThatExpiredIsRenewedForTheNextRequest() throws Exception {
    script(
        "once",
        "echo x >> runs\n"
            + "echo '"
            + credential(
                "v1", "\"token\":\"run-'$(grep -c x runs)'\",\"expirationTimestamp\":\"'$EXPIRY'\"")
            + "'");
    for (String expiry : List.of("2001-01-01T00:00:00Z", "2200-01-01T00:00:00Z")) {
      Path file =
          kubeconfig(
              TLS,
              "exec: {"
                  + EXEC
                  + "sh, args: [-c, 'cd DIR; ./once'], env: [{name: EXPIRY, value: '"
                  + expiry
                  + "'}]}");
      try (ClusterConnection connection = open(caller(Map.of("KUBECONFIG", file.toString())))) {
        connection.check();
        connection.check();
      }
    }
    assertThat(https.requests())
        .containsExactly(
            "GET /version Authorization=Bearer run-1",
            "GET /version Authorization=Bearer run-2",
            "GET /version Authorization=Bearer run-3",
            "GET /version Authorization=Bearer run-3");
  }

  @Test
  void aTokenFileIsReadAgainForEachRequest() throws Exception {
    Path file = kubeconfig(TLS, "tokenFile: token");
    try (ClusterConnection connection = open(caller(Map.of("KUBECONFIG", file.toString())))) {
      connection.check();
      Files.writeString(directory.resolve("token"), "rotated");
      connection.check();
    }
    assertThat(https.requests())
        .containsExactly(
            "GET /version Authorization=Bearer from-file",
            "GET /version Authorization=Bearer rotated");
  }

  @Test
  void aServerWithAnotherCertificateIsRefused() throws Exception {
    for (String cluster : List.of("server: 'HTTPS'", TLS + ", tls-server-name: other.test")) {
      assertThat(ask(kubeconfig(cluster, "token: a"))).startsWith("! ");
    }
  }

  @Test
  void theFirstFileThatHasANameWinsAndAMissingFileIsEmpty() throws Exception {
    Path first = Files.createDirectory(directory.resolve("a")).resolve("config");
    Path second = Files.createDirectory(directory.resolve("b")).resolve("config");
    Files.writeString(
        first,
        here(
            "clusters: [{name: c, cluster: {" + TLS + "}}]\nusers: [{name: u, user: {token: a}}]"));
    Files.writeString(
        second,
        """
        clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
        users: [{name: u, user: {token: b, as: bob}}, {name: v, user: {tokenFile: token}}]
        contexts:
        - {name: x, context: {cluster: c, user: u, namespace: team-b}}
        - {name: z, context: {cluster: c, user: v}}
        current-context: x
        """);
    Files.writeString(directory.resolve("b/token"), "beside-b");
    Caller caller =
        caller(Map.of("KUBECONFIG", first + ":" + directory.resolve("missing") + "::" + second));
    try (ClusterConnection connection = open(caller)) {
      assertThat(connection.namespace()).isEqualTo("team-b");
      assertThat(connection.user()).isEqualTo("u");
      connection.check();
    }
    try (ClusterConnection connection =
        ClusterConnection.open(caller, Optional.of("z"), Optional.of("team-c"))) {
      assertThat(connection.namespace()).isEqualTo("team-c");
      connection.check();
    }
    assertThat(https.requests())
        .containsExactly(
            "GET /version Authorization=Bearer a", "GET /version Authorization=Bearer beside-b");
  }

  @Test
  void whatAContextNamesExists() throws Exception {
    for (String context :
        List.of("{cluster: c, user: v}", "{cluster: d, user: u}", "{cluster: c}", "{user: u}")) {
      Path file = kubeconfig(TLS, "token: a");
      Files.writeString(
          file,
          Files.readString(file).replace("{cluster: c, user: u, namespace: team-a}", context));
      assertThat(ask(file)).startsWith("! contexts[x].");
    }
  }

  private String refused(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("config"), text);
    Caller caller = caller(Map.of("KUBECONFIG", file.toString()));
    try {
      open(caller).close();
      return "";
    } catch (ProblemException e) {
      Problem problem = e.problems().get(0);
      return (problem.what() + " | " + problem.where() + " | " + problem.why())
          .replace(file.toString(), "FILE");
    }
  }

  @Test
  void aFileThatIsNotAKubeconfigIsReported() throws Exception {
    assertThat(refused("a: [\n"))
        .startsWith("The kubeconfig cannot be read | FILE | it is not valid YAML: ");
    assertThat(refused("kind: Pod\napiVersion: v1"))
        .isEqualTo("The kubeconfig cannot be used | FILE | kind is not Config of v1");
    assertThat(refused("hello"))
        .isEqualTo("The kubeconfig cannot be used | FILE | kind is not Config of v1");
    assertThat(refused("clusters: x"))
        .isEqualTo("The kubeconfig cannot be used | FILE | clusters is not a list");
    assertThat(refused("users: [{name: a}, {name: a}]"))
        .isEqualTo("The kubeconfig cannot be used | FILE | users has two entries named a");
    assertThat(refused(""))
        .isEqualTo("No cluster is configured | FILE | there is no kubeconfig, or it is empty");
    assertThat(refused("contexts: [{name: a}, {name: b}]"))
        .isEqualTo("No cluster is configured | FILE | no context is current; there are a, b");
    assertThat(refused("contexts: [{name: a}]\ncurrent-context: b"))
        .isEqualTo("The kubeconfig has no context b | FILE | it has a");
  }

  @Test
  void aPodUsesItsServiceAccountOnlyWhereThereIsNoKubeconfig() throws Exception {
    Path account = Files.createDirectory(directory.resolve("account"));
    Files.writeString(account.resolve("token"), "of-the-pod");
    Files.writeString(account.resolve("namespace"), "builds");
    Files.copy(certificate("ca.crt"), account.resolve("ca.crt"));
    Map<String, String> pod = new HashMap<>();
    pod.put("KUBERNETES_SERVICE_HOST", "127.0.0.1");
    pod.put("KUBERNETES_SERVICE_PORT", String.valueOf(https.port()));
    try (ClusterConnection connection = open(caller(pod))) {
      assertThat(connection.context()).isEqualTo("in-cluster");
      assertThat(connection.namespace()).isEqualTo("builds");
      connection.check();
    }
    assertThat(https.requests()).containsExactly("GET /version Authorization=Bearer of-the-pod");
    Path other = directory.resolve("config");
    Files.writeString(other, "contexts: [{name: a, context: {cluster: c, user: u}}]");
    pod.put("KUBECONFIG", other.toString());
    assertThatThrownBy(() -> open(caller(pod))).hasMessageContaining("no context is current");
  }

  private List<String> proxied(Caller caller) throws Exception {
    try (TunnelProxy proxy = new TunnelProxy()) {
      Map<String, String> environment = new HashMap<>(caller.environment());
      environment.replaceAll((name, value) -> value.replace("PROXY", proxy.address()));
      Optional<URI> own =
          caller
              .proxies()
              .apply(URI.create(https.address()))
              .map(uri -> URI.create("http://bob:secret@" + proxy.address()));
      Path file = Path.of(environment.getOrDefault("KUBECONFIG", ""));
      Files.writeString(file, Files.readString(file).replace("PROXY", proxy.address()));
      try (ClusterConnection connection =
          open(new Caller(environment, false, uri -> own, directory.resolve("account")))) {
        connection.check();
      }
      return proxy.tunnels();
    }
  }

  @Test
  void aProxyOfTheKubeconfigIsUsedWithItsPassword() throws Exception {
    Path file = kubeconfig(TLS + ", proxy-url: 'http://bob:secret@PROXY'", "token: a");
    assertThat(proxied(caller(Map.of("KUBECONFIG", file.toString()))))
        .containsExactly("127.0.0.1:" + https.port() + " Basic Ym9iOnNlY3JldA==");
    assertThat(https.requests()).containsExactly("GET /version Authorization=Bearer a");
  }

  @Test
  void aProxyThatRefusesIsNamedAndItsAnswerIsNotTheServers() throws Exception {
    Path file = kubeconfig(TLS + ", proxy-url: 'http://127.0.0.1:" + http.port() + "'", "token: a");
    try (ClusterConnection connection = open(caller(Map.of("KUBECONFIG", file.toString())))) {
      assertThatThrownBy(connection::check)
          .hasMessageContaining(
              https.address() + " through 127.0.0.1:" + http.port() + " (context x)")
          .hasMessageContaining("the proxy answered 400");
    }
  }

  @Test
  void proxiesOfTheEnvironmentAndOfSettingsServeOtherHostsThanThisMachine() throws Exception {
    String cluster =
        TLS.replace("HTTPS", "https://api.test:" + https.port()) + ", tls-server-name: api.test";
    Path file = kubeconfig(cluster, "token: a");
    String kubeconfig = file.toString();
    String tunnel = "api.test:" + https.port();
    Optional<URI> settings = Optional.of(URI.create("http://x"));
    assertThat(proxied(caller(Map.of("KUBECONFIG", kubeconfig, "HTTPS_PROXY", "http://PROXY"))))
        .containsExactly(tunnel + " null");
    assertThat(proxied(caller(Map.of("KUBECONFIG", kubeconfig, "https_proxy", "PROXY"))))
        .containsExactly(tunnel + " null");
    assertThat(proxied(caller(Map.of("KUBECONFIG", kubeconfig), settings)))
        .containsExactly(tunnel + " Basic Ym9iOnNlY3JldA==");
    assertThat(https.requests()).hasSize(3);
    assertThatThrownBy(
            () -> proxied(caller(Map.of("KUBECONFIG", kubeconfig, "NO_PROXY", "test"), settings)))
        .hasMessageContaining("the host's name is not known");
    Path local = kubeconfig(TLS, "token: a");
    assertThat(
            proxied(
                caller(
                    Map.of("KUBECONFIG", local.toString(), "HTTPS_PROXY", "http://PROXY"),
                    settings)))
        .isEmpty();
  }

  /** A proxy whose tunnels to any host lead to this machine. */
  private static final class TunnelProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> tunnels = new java.util.concurrent.CopyOnWriteArrayList<>();

    TunnelProxy() throws IOException {
      thread(this::accept);
    }

    String address() {
      return "127.0.0.1:" + server.getLocalPort();
    }

    /** Returns the target of each tunnel, with the login for the proxy. */
    List<String> tunnels() {
      return tunnels;
    }

    private static void thread(Runnable work) {
      Thread thread = new Thread(work);
      thread.setDaemon(true);
      thread.start();
    }

    private void accept() {
      try {
        while (true) {
          Socket client = server.accept();
          thread(() -> serve(client));
        }
      } catch (IOException e) {
        // closed
      }
    }

    private void serve(Socket client) {
      try (client) {
        String head = head(client);
        String target = head.split(" ")[1];
        String login =
            head.lines()
                .filter(line -> line.startsWith("Proxy-Authorization: "))
                .map(line -> line.substring(21))
                .findFirst()
                .orElse(null);
        tunnels.add(target + " " + login);
        int port = Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
        try (Socket to = new Socket(InetAddress.getLoopbackAddress(), port)) {
          client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes("US-ASCII"));
          thread(() -> copy(to, client));
          copy(client, to);
        }
      } catch (IOException e) {
        // the client has disconnected
      }
    }

    private static void copy(Socket from, Socket to) {
      try {
        from.getInputStream().transferTo(to.getOutputStream());
        to.shutdownOutput();
      } catch (IOException e) {
        // one side has disconnected
      }
    }

    private static String head(Socket client) throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = client.getInputStream().read();
        if (next < 0) {
          throw new IOException("closed");
        }
        head.append((char) next);
      }
      return head.toString();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
