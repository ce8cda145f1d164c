package io.kubeless.packaging.image;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.NetworkFailure;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;

/**
 * How registries are reached and authenticated. An instance is for one build: a registry is checked
 * once.
 */
public final class Registries implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 4000;
  // A server with a permitted, untrusted certificate uses TLS; nothing else is checked here.
  private static final int TRUSTED_UNSEEN = 200;
  // TLS servers send this status in plain text for a request without TLS.
  private static final int PLAIN_TO_TLS = 400;
  private static final int PROXY_LOGIN = 407;
  // A login may start a process, and registries limit the requests of one client.
  private static final int LOGINS = 2;

  private final boolean insecure;
  private final Function<String, Optional<Login>> logins;
  private final Map<String, FutureTask<Boolean>> probes = new ConcurrentHashMap<>();
  private final Map<String, PushTarget> expected = new ConcurrentHashMap<>();
  private final LongSupplier nanos;
  private final ThreadPoolExecutor background =
      new ThreadPoolExecutor(
          LOGINS, LOGINS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Registries::thread);

  /**
   * Creates the access to registries.
   *
   * @param insecure whether every registry may use plain HTTP or a certificate that is not trusted
   * @param logins returns the login for a host and port
   */
  public Registries(boolean insecure, Function<String, Optional<Login>> logins) {
    this(insecure, logins, System::nanoTime);
  }

  Registries(boolean insecure, Function<String, Optional<Login>> logins, LongSupplier nanos) {
    this.insecure = insecure;
    this.logins = logins;
    this.nanos = nanos;
    background.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "registry");
    thread.setDaemon(true);
    thread.setContextClassLoader(Registries.class.getClassLoader());
    return thread;
  }

  /**
   * Begins to check a registry in another thread. An error is reported by {@link #probe(String,
   * String)}.
   *
   * @param host host and port
   * @param image the image, for messages
   */
  public void expectProbe(String host, String image) {
    if (!probes.containsKey(host)) {
      thread(probe(host, use(host, image))).start();
    }
  }

  /**
   * Begins to check the registry of an image, and to log in, in other threads, because the image
   * will soon be pushed. An error is reported then.
   */
  public void expectPush(Image image) {
    image.registry().ifPresent(host -> expectProbe(host, image.name()));
    expected.computeIfAbsent(image.name(), name -> begin(image));
  }

  /**
   * Returns the place of an image in its registry; the caller closes it. An attempt that has failed
   * in the background is made again.
   */
  PushTarget target(Image image) {
    PushTarget target = expected.remove(image.name());
    return target == null || target.failed() ? begin(image) : target;
  }

  private PushTarget begin(Image image) {
    PushTarget target = new PushTarget(image, this, nanos);
    target.begin(background);
    return target;
  }

  Optional<Login> login(String host) {
    return logins.apply(host);
  }

  /** Returns whether a registry may use plain HTTP. */
  public boolean mayBePlain(String host) {
    return insecure || isLocal(host);
  }

  static boolean isLocal(String host) {
    String name =
        host.startsWith("[") ? host.replaceFirst("\\]:\\d+$", "]") : host.split(":", 2)[0];
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.equals("127.0.0.1")
        || name.equals("[::1]");
  }

  /**
   * Checks that the host that an image is pushed to is a registry, unless it was checked before.
   *
   * @param host host and port
   * @param image the image, for messages
   * @throws ProblemException if it is unreachable, uses plain HTTP without permission, or is not a
   *     registry
   * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#endpoints">
   *     end-1</a>
   */
  public void probe(String host, String image) {
    await(host, use(host, image));
  }

  private static Use use(String host, String image) {
    return new Use(
        Message.verbatim(image),
        Message.verbatim(host),
        Message.of("check the address with: curl -i https://%s/v2/", host));
  }

  /** Checks the registry of a base image in the same way. */
  void probeBase(String host, String image) {
    await(
        host,
        new Use(
            Message.of("the base image %s", image),
            Message.of("%s, from image.base: %s", host, image),
            Message.of(
                "check image.base and the network, or use %s",
                setting("image.base", Image.LINKED_JRE))));
  }

  private FutureTask<Boolean> probe(String host, Use use) {
    return probes.computeIfAbsent(
        host,
        any ->
            new FutureTask<>(
                () -> {
                  request(host, use);
                  return true;
                }));
  }

  /** Waits for the check of a registry, which this thread makes unless another one does. */
  private void await(String host, Use use) {
    FutureTask<Boolean> probe = probe(host, use);
    probe.run();
    try {
      probe.get();
    } catch (ExecutionException e) {
      probes.remove(host, probe); // another attempt may succeed
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(
          Problem.of(ErrorCode.INTERRUPTED, "Waiting for a registry was interrupted")
              .at(use.where())
              .because("the thread that waited was interrupted")
              .remedy("run it again"),
          e);
    }
  }

  private void request(String host, Use use) {
    int status;
    try {
      status = status("https", host);
    } catch (SSLException e) {
      status = withoutTls(host, use, e);
    } catch (IOException e) {
      if (!mayBePlain(host)) {
        throw unreachable(use, e);
      }
      status = plain(host, use);
    }
    if (status == PROXY_LOGIN) {
      // The JDK's client does not authenticate to a proxy; the client that transfers images does.
      return;
    }
    if (status == 404 || status >= 500) {
      throw new ProblemException(
          Problem.of(ErrorCode.REGISTRY_UNREACHABLE, "No registry was found for %s", use.image())
              .at(use.where())
              .because("%s/v2/ responds with %s", host, status)
              .remedy("check the address; the path of a registry follows its host"));
    }
  }

  private int withoutTls(String host, Use use, SSLException tls) {
    boolean allowed = mayBePlain(host);
    boolean plainHttp;
    try {
      int status = status("http", host);
      if (allowed) {
        return status;
      }
      plainHttp = status != PLAIN_TO_TLS && status < 500;
    } catch (IOException e) {
      if (allowed) {
        return TRUSTED_UNSEEN;
      }
      plainHttp = false;
    }
    throw new ProblemException(
        Problem.of(
                ErrorCode.REGISTRY_NOT_TRUSTED,
                plainHttp
                    ? Message.of("The registry for %s uses plain HTTP", use.image())
                    : Message.of(
                        "The registry for %s has a certificate that this machine does not trust",
                        use.image()))
            .at(use.where())
            .because(
                plainHttp
                    ? Message.of("without TLS, the image could be changed in transit")
                    : Message.verbatim(root(tls)))
            .remedy(
                plainHttp
                    ? Message.of("set %s if this is intended", setting("registry.insecure", true))
                    : Message.of(
                        "set %s if this is intended, or add its certificate to the JDK's trust"
                            + " store",
                        setting("registry.insecure", true))),
        tls);
  }

  /** Returns the message of the root cause. The messages around it differ between JDK releases. */
  private static String root(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  private static int plain(String host, Use use) {
    try {
      return status("http", host);
    } catch (IOException e) {
      throw unreachable(use, e);
    }
  }

  private static ProblemException unreachable(Use use, IOException cause) {
    return new ProblemException(
        Problem.of(
                ErrorCode.REGISTRY_UNREACHABLE,
                "The registry for %s cannot be reached",
                use.image())
            .at(use.where())
            .because(NetworkFailure.why(cause))
            .remedy(use.remedy()),
        cause);
  }

  /** Ends the connections for images that were not pushed. */
  @Override
  public void close() {
    expected.values().forEach(PushTarget::close);
    expected.clear();
  }

  /** The use of a registry, for messages. */
  private record Use(Message image, Message where, Message remedy) {}

  /** Returns the status of the endpoint that every registry has. */
  private static int status(String scheme, String host) throws IOException {
    URL url = URI.create(scheme + "://" + host + "/v2/").toURL();
    // The classes of java.net.http would take longer to load than the request takes.
    HttpURLConnection connection = (HttpURLConnection) url.openConnection();
    connection.setConnectTimeout(PATIENCE_MILLIS);
    connection.setReadTimeout(PATIENCE_MILLIS);
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    try {
      int status = connection.getResponseCode();
      if (status < 0) {
        throw new IOException("the response is not one of HTTP");
      }
      return status;
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("Proxy returns \"HTTP/1.1 " + PROXY_LOGIN)) {
        return PROXY_LOGIN;
      }
      throw e;
    } finally {
      connection.disconnect();
    }
  }
}
