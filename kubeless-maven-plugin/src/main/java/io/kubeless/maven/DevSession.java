package io.kubeless.maven;

import io.kubeless.packaging.config.LocalConfiguration;
import io.kubeless.packaging.console.Console;
import io.kubeless.packaging.delivery.CallLines;
import io.kubeless.packaging.dev.DebugPort;
import io.kubeless.packaging.dev.DevServer;
import io.kubeless.packaging.dev.Served;
import io.kubeless.packaging.dev.ServingProcess;
import io.kubeless.packaging.dev.WatchedFiles;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * Compares files, compiles and replaces the function, all on the thread of the goal, because
 * Maven's services belong to it. Requests wait for this thread, so none of them is answered by code
 * that is older than the request.
 */
final class DevSession {
  private static final long PAUSE_MILLIS = 100;

  private final GoalContext goal;
  private final Recompilation recompilation;
  private final OneFunction first;
  private final ImageRequests requests;
  private final WatchedFiles files;
  private final Path root;
  private final Keys keys;
  private final Optional<Console> console;
  private final Optional<DebugPort> debugPort;
  private final LeftGroups left = new LeftGroups();
  private final Thread end = new Thread(this::deleteLeftGroups, "delete groups");
  private Served served = Served.failure("");
  private Optional<ServingProcess> replaced = Optional.empty();
  private int port;
  private int rounds;

  DevSession(GoalContext goal, Recompilation recompilation, OneFunction first, Keys keys) {
    this.goal = goal;
    this.recompilation = recompilation;
    this.first = first;
    this.requests = goal.imageRequests().forDevelopment();
    this.keys = keys;
    this.debugPort = settings().debugPort().stream().mapToObj(DebugPort::start).findFirst();
    this.console = settings().console();
    this.root = Path.of(goal.session().getExecutionRootDirectory());
    List<Path> watched = new ArrayList<>(recompilation.roots());
    watched.addAll(recompilation.poms());
    watched.add(settings().sources());
    watched.add(settings().directory().resolve(LocalConfiguration.FILE));
    this.files = new WatchedFiles(watched);
  }

  private GoalSettings settings() {
    return first.module().settings();
  }

  /** Serves until it is interrupted, or the key for the end is pressed. */
  void run() throws IOException {
    Runtime.getRuntime().addShutdownHook(end); // for Ctrl-C
    try (DevServer server = DevServer.start(settings().port())) {
      port = server.port();
      Function function = first.local().function();
      replace(new TreeSet<>());
      goal.log().info("running   http://localhost:" + server.port() + "   stop it with Ctrl-C");
      CallLines.local(
              function,
              server.port(),
              FunctionSelection.of(function, goal.session().getUserProperties(), false))
          .forEach(line -> goal.log().info(line.text(MavenWording.INSTANCE)));
      debugPort.ifPresent(
          debug ->
              goal.log()
                  .info(
                      "debug     attach a debugger to localhost:"
                          + debug.port()
                          + ", and again after each reload"));
      console.ifPresent(page -> goal.log().info("console   " + page.address()));
      keys.lines().forEach(goal.log()::info);
      serve(server);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
      console.ifPresent(Console::close);
      debugPort.ifPresent(DebugPort::close);
    }
  }

  private void serve(DevServer server) throws InterruptedException {
    while (true) {
      List<CompletableFuture<Served>> waiting = server.await(PAUSE_MILLIS);
      SortedSet<Path> changes = withoutPoms(files.changes());
      Optional<Keys.Key> key = keys.next();
      if (key.filter(Keys.Key.QUIT::equals).isPresent()) {
        return;
      }
      if (!changes.isEmpty()
          || key.filter(Keys.Key.RELOAD::equals).isPresent()
          || (served.hasEnded() && !waiting.isEmpty())) {
        replace(changes);
      }
      DevServer.serve(waiting, served);
      if (key.filter(Keys.Key.TEST::equals).isPresent()) {
        test();
      }
      if (key.filter(Keys.Key.CONSOLE::equals).isPresent()) {
        open();
      }
    }
  }

  /** Reports POMs, which Maven reads only at its start, and returns the other files. */
  private SortedSet<Path> withoutPoms(SortedSet<Path> changes) {
    SortedSet<Path> others = new TreeSet<>(changes);
    for (Path pom : recompilation.poms()) {
      if (others.remove(pom)) {
        goal.log()
            .warn(
                root.relativize(pom)
                    + " has changed. Start dev again, so that the change has an effect.");
      }
    }
    return others;
  }

  private void replace(SortedSet<Path> changes) {
    long start = System.nanoTime();
    Served next = next(changes);
    debugPort.ifPresent(debug -> debug.connectTo(next.debugPort()));
    served.function().ifPresent(ServingProcess::replace);
    replaced = served.function().or(() -> replaced);
    served = next;
    console.ifPresent(page -> page.problem(next.failure()));
    if (next.function().isEmpty()) {
      left.failed();
      next.failure().lines().forEach(goal.log()::error);
    } else if (rounds > 1) {
      goal.log()
          .info(
              String.format(
                  Locale.ROOT,
                  "reloaded  %s   %.2f s",
                  names(changes),
                  (System.nanoTime() - start) / 1e9));
    }
  }

  private String names(SortedSet<Path> changes) {
    if (changes.isEmpty()) {
      return first.name();
    }
    String names =
        String.join(
            ", ", changes.stream().limit(3).map(each -> "" + root.relativize(each)).toList());
    return changes.size() > 3 ? names + " and " + (changes.size() - 3) + " others" : names;
  }

  private Served next(SortedSet<Path> changes) {
    rounds++;
    try {
      recompilation.compile(changes);
    } catch (Exception e) {
      return Served.failure("The project does not compile:\n" + BuildErrors.of(e, root));
    }
    try {
      OneFunction only = OneFunction.of(goal.modules().all());
      Path directory = settings().output().resolve(only.name()).resolve("dev").resolve("" + rounds);
      LocalRun run = LocalRun.start(goal, only, requests, directory, console);
      run.process().awaitListening();
      console.ifPresent(page -> run.show(page, port));
      left.started(run);
      return Served.by(new ServingProcess(run.process(), run.files()));
    } catch (ProblemException e) {
      return Served.failure("The function does not start:\n" + e.text(MavenWording.INSTANCE));
    } catch (IOException e) {
      return Served.failure("The function does not start:\n" + e);
    }
  }

  private void end() {
    if (served.hasEnded()) {
      left.failed();
    }
    served.function().ifPresent(ServingProcess::stop);
    deleteLeftGroups();
    try {
      Runtime.getRuntime().removeShutdownHook(end);
    } catch (IllegalStateException e) {
      // This process is ending, and the hook is running.
    }
  }

  /** Deletes what no process deletes at its end, after the last one has left its groups. */
  private void deleteLeftGroups() {
    try {
      replaced.ifPresent(ServingProcess::awaitReplaced);
      left.delete();
    } catch (IOException | ProblemException e) {
      goal.log().warn("the consumer groups of this session may remain: " + e.getMessage());
    }
  }

  private void open() {
    if (console.isEmpty()) {
      goal.log().info("console   is off: remove -Dkubeless.console=false");
    } else { // the address is printed in any case: a program may exist, but find no browser
      goal.log().info("console   " + console.get().address());
      OpenedPage.open(console.get().address());
    }
  }

  private void test() {
    try {
      recompilation.executeAll("test");
      goal.log().info("tests     passed");
    } catch (Exception e) {
      goal.log().error("tests     " + e.getMessage());
    }
  }
}
