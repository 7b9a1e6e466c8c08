package io.fdtrail.cli.options;

import static io.fdtrail.cli.options.OptionSpecs.expression;
import static io.fdtrail.cli.options.OptionSpecs.flag;
import static io.fdtrail.cli.options.OptionSpecs.hidden;
import static io.fdtrail.cli.options.OptionSpecs.list;
import static io.fdtrail.cli.options.OptionSpecs.numbers;
import static io.fdtrail.cli.options.OptionSpecs.one;
import static io.fdtrail.cli.options.OptionSpecs.plainList;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * Which events are shown.
 *
 * @param pids acting processes
 * @param tids acting threads
 * @param names regular expressions for the names of the acting thread, process and executable
 * @param ancestors regular expressions for the names of processes that the acting one descends from
 * @param users numbers or names
 * @param actions what happened
 * @param kinds kinds of files
 * @param paths globs for the names of files
 * @param containers beginnings of ids
 * @param units globs for the names of systemd's units
 * @param boundaries boundaries between the sender and the process that acted
 * @param failedOnly only what went wrong
 * @param inheritableOnly only numbers that were made without {@code FD_CLOEXEC}
 * @param withPeer also what the other end does with a chosen process's descriptors
 * @param expressions all of which must be true
 */
public record FilterOptions(
    Choice pids,
    Choice tids,
    Choice names,
    Choice ancestors,
    Choice users,
    Choice actions,
    Choice kinds,
    Choice paths,
    Choice containers,
    Choice units,
    Choice boundaries,
    boolean failedOnly,
    boolean inheritableOnly,
    boolean withPeer,
    List<String> expressions) {
  /** All events. */
  public static final FilterOptions ALL =
      new FilterOptions(
          Choice.ANY,
          Choice.ANY,
          Choice.ANY,
          Choice.ANY,
          Choice.ANY,
          Choice.ANY,
          Choice.ANY,
          Choice.ANY,
          Choice.ANY,
          Choice.ANY,
          Choice.ANY,
          false,
          false,
          false,
          List.of());

  /** Adds the options that choose processes and files. */
  public static void addChoice(CommandSpec to) {
    to.addOption(
        numbers(
            "-p",
            "--pid",
            "PID",
            new Excluding(new Numbers.ProcessNumber()),
            "only what this process does; repeatable, or a list"));
    to.addOption(
        numbers(
            "-t",
            "--tid",
            "TID",
            new Excluding(new Numbers.ProcessNumber()),
            "only what this thread does"));
    to.addOption(
        one(
            "-n",
            "--name",
            "REGEX",
            String.class,
            new Excluding(new Words.Pattern("found in every name")),
            "only threads, processes and programs with such a name"));
    to.addOption(
        hidden(
            one(
                "",
                "--ancestor",
                "REGEX",
                String.class,
                new Excluding(new Words.Pattern("found in every name")),
                "only descendants of a process with such a name")));
    to.addOption(
        list(
            "-u",
            "--uid",
            "USER",
            String.class,
            new Excluding(new Words.Name("a user")),
            "only this user's processes; a number or a name"));
    to.addOption(
        list(
            "",
            "--container",
            "ID",
            String.class,
            new Excluding(new Words.Name("a container")),
            "only in this container: its id or the start of it, or a machine's name"));
    to.addOption(
        one(
            "",
            "--unit",
            "GLOB",
            String.class,
            new Excluding(new Words.Pattern("no unit's name")),
            "only in this systemd unit, such as 'sshd*.service'"));
    to.addOption(
        list(
            "-k",
            "--kind",
            "KIND",
            String.class,
            new Excluding(new Words.KindName()),
            "only these kinds of file, such as reg, memfd or sock (any socket)"));
    to.addOption(
        one(
            "",
            "--path",
            "GLOB",
            String.class,
            new Excluding(new Words.Pattern("no file's name")),
            "only files whose whole name matches, such as '/tmp/*'"));
    to.addOption(
        flag(
            "--inheritable", "only what is received without FD_CLOEXEC, and so inherited on exec"));
    addExpression(to);
  }

  /** Adds only -F. */
  public static void addExpression(CommandSpec to) {
    to.addOption(
        expression(
            "-F",
            "--filter",
            "only events for which this is true, such as 'count > 4 and not deleted'"));
  }

  /** Adds the options that choose events. */
  public static void addTo(CommandSpec to) {
    addChoice(to);
    to.addOption(
        flag(
            "--with-peer",
            "also what the other end does with the descriptors of a chosen process"));
    to.addOption(
        plainList(
            "-a",
            "--action",
            "ACTION",
            String.class,
            new Excluding(new Words.ActionName()),
            "only these, a list of SEND RECV PEEK FAIL DROP GRAB INJECT PIDFD"));
    to.addOption(
        hidden(
            plainList(
                "",
                "--cross",
                "BOUNDARY",
                String.class,
                new Excluding(new Words.BoundaryName()),
                "only what crosses one of these: container user unit pidns")));
    to.addOption(
        flag("-x", "--failed", "only what went wrong: FAIL, DROP, refused GRAB INJECT PIDFD"));
  }

  /** Reads what {@link #addTo} or {@link #addChoice} added. */
  public static FilterOptions of(ParseResult given) {
    return new FilterOptions(
        choice(given, "-p"),
        choice(given, "-t"),
        choice(given, "--name"),
        choice(given, "--ancestor"),
        choice(given, "-u"),
        choice(given, "-a"),
        choice(given, "-k"),
        choice(given, "--path"),
        choice(given, "--container"),
        choice(given, "--unit"),
        choice(given, "--cross"),
        given.hasMatchedOption("-x"),
        given.hasMatchedOption("--inheritable"),
        given.hasMatchedOption("--with-peer"),
        expressions(given));
  }

  private static Choice choice(ParseResult given, String option) {
    Object value = given.matchedOptionValue(option, null);
    if (value instanceof List<?> list) {
      return Choice.of(list.stream().map(Object::toString).toList());
    }
    return value == null ? Choice.ANY : Choice.of(List.of(value.toString()));
  }

  /** The expressions of -F. */
  public static List<String> expressions(ParseResult given) {
    return given.matchedOptionValue("-F", List.of());
  }
}
