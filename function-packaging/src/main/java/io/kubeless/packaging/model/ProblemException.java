package io.kubeless.packaging.model;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything that is wrong with one input, together. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /** Makes an exception of one problem and what caused it. */
  public ProblemException(Problem problem, @Nullable Throwable cause) {
    super(problem.toString(), cause);
    this.problems = List.of(problem);
  }

  /** Makes an exception of one problem. */
  public ProblemException(Problem problem) {
    this(problem, null);
  }

  /** Makes an exception of at least one problem. */
  public ProblemException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** Returns the problems in the order they were found. */
  public List<Problem> problems() {
    return problems;
  }

  /** Returns the text of all problems in the words of a front end. */
  public String text(Wording wording) {
    return problems.stream().map(each -> each.text(wording)).collect(Collectors.joining("\n"));
  }

  /** Returns whether the author of the project can correct all of it. */
  public boolean inProject() {
    return problems.stream()
        .allMatch(problem -> problem.code().audience() == ErrorCode.Audience.PROJECT);
  }
}
