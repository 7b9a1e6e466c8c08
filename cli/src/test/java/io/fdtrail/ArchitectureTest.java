package io.fdtrail;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who uses whom, in all modules. */
class ArchitectureTest {
  private static final String PREFIX = "io.fdtrail.";
  private static final Path DOCUMENT = Path.of("../docs/architecture.md");
  private static final Pattern ROW =
      Pattern.compile("\\| (`[a-z.` ]+`) \\| (-|`[a-z.` ]+`) \\| .*");
  private static final Pattern WORD = Pattern.compile("`([^`]+)`");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.fdtrail");

  private record Slices(String getDescription, Function<JavaClass, String> by)
      implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      String name = by.apply(javaClass);
      return javaClass.getPackageName().startsWith("io.fdtrail")
          ? SliceIdentifier.of(name)
          : SliceIdentifier.ignore();
    }
  }

  @Test
  void packagesUseWhatTheDocumentSays() throws IOException {
    assertThat(uses()).isEqualTo(documented());
  }

  @Test
  void eachPackageSaysWhatIsInIt() {
    assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct())
        .isNotEmpty()
        .allMatch(ArchitectureTest::isExplained);
  }

  private static boolean isExplained(String name) {
    return Stream.of("bpf", "agent", "cli")
        .map(module -> Path.of("..", module, "src/main/java", name.replace('.', '/')))
        .anyMatch(directory -> Files.exists(directory.resolve("package-info.java")));
  }

  @Test
  void packagesFormNoCircle() {
    slices()
        .assignedFrom(new Slices("packages", JavaClass::getPackageName))
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void filesFormNoCircle() {
    slices()
        .assignedFrom(new Slices("files", each -> each.getName().replaceAll("\\$.*", "")))
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void jnrIsLoadedByWhoPassesDescriptorsAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.fdtrail.os", "io.fdtrail.scm")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jnr..")
        .check(CLASSES);
  }

  private static Map<String, Set<String>> uses() {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (JavaClass each : CLASSES) {
      String user = each.getPackageName();
      Set<String> used = uses.computeIfAbsent(brief(user), name -> new TreeSet<>());
      for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getPackageName();
        if (target.startsWith("io.fdtrail") && !target.equals(user)) {
          used.add(brief(target));
        }
      }
    }
    return uses;
  }

  /** The rows of the table; one may be about several packages. */
  private static Map<String, Set<String>> documented() throws IOException {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (String line : Files.readAllLines(DOCUMENT)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        words(row.group(1)).forEach(user -> uses.put(user, words(row.group(2))));
      }
    }
    return uses;
  }

  private static Set<String> words(String cell) {
    Set<String> words = new TreeSet<>();
    WORD.matcher(cell).results().forEach(word -> words.add(word.group(1)));
    return words;
  }

  private static String brief(String name) {
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
  }
}
