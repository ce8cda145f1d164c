package io.kubeless.packaging.model;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All problems of one input. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /** Creates an exception with one problem and its cause. */
  public ProblemException(Problem problem, @Nullable Throwable cause) {
    super(problem.toString(), cause);
    this.problems = List.of(problem);
  }

  /** Creates an exception with one problem. */
  public ProblemException(Problem problem) {
    this(problem, null);
  }

  /** Creates an exception with at least one problem. */
  public ProblemException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** Returns the problems in the order in which they were found. */
  public List<Problem> problems() {
    return problems;
  }

  /** Returns the text of all problems, in the wording of a front end. */
  public String text(Wording wording) {
    return problems.stream().map(each -> each.text(wording)).collect(Collectors.joining("\n"));
  }

  /** Returns whether the author of the project can correct all problems. */
  public boolean inProject() {
    return problems.stream()
        .allMatch(problem -> problem.code().audience() == ErrorCode.Audience.PROJECT);
  }
}
