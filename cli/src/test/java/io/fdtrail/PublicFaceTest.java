package io.fdtrail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who uses the library in a program of his own meets no type that is ours alone. */
class PublicFaceTest {
  private static final Set<String> FACE =
      Set.of("io.fdtrail", "io.fdtrail.event", "io.fdtrail.filter", "io.fdtrail.kernel");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.fdtrail");

  @Test
  void itIsWhatTheModulesExport() {
    ModuleFinder modules =
        ModuleFinder.of(Path.of("../bpf/target/classes"), Path.of("../agent/target/classes"));
    assertThat(
            modules.findAll().stream()
                .flatMap(module -> module.descriptor().exports().stream())
                .filter(export -> !export.isQualified())
                .map(Exports::source))
        .containsExactlyInAnyOrderElementsOf(FACE);
  }

  @Test
  void itMentionsNoTypeOfOtherPackages() {
    Set<String> inner = new TreeSet<>();
    for (JavaClass each : CLASSES) {
      if (FACE.contains(each.getPackageName()) && isPublic(each)) {
        mentioned(each)
            .flatMap(type -> type.getAllInvolvedRawTypes().stream())
            .map(JavaClass::getBaseComponentType)
            .filter(type -> !isForUsers(type))
            .forEach(type -> inner.add(each.getName() + " mentions " + type.getName()));
      }
    }
    assertThat(inner).isEmpty();
  }

  /** {@code -Xdoclint} as in each build, and its group of what is missing. */
  @Test
  void allOfItIsDocumented(@TempDir Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> missing = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
      compiler
          .getTask(
              null,
              files,
              missing,
              List.of("-proc:none", "-Xmaxwarns", "1000", "-Xdoclint:all/protected"),
              null,
              files.getJavaFileObjectsFromPaths(sources()))
          .call();
    }
    assertThat(missing.getDiagnostics()).isEmpty();
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String each : FACE) {
      String module = each.equals("io.fdtrail.kernel") ? "../bpf" : "../agent";
      Path directory = Path.of(module, "src/main/java", each.replace('.', '/'));
      try (Stream<Path> files = Files.list(directory)) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    return sources;
  }

  @Test
  void aTypeOfAnInnerPackageIsFound() {
    assertThat(isForUsers(CLASSES.get("io.fdtrail.bpf.Probe"))).isFalse();
    assertThat(isForUsers(CLASSES.get("io.fdtrail.Pipeline"))).isFalse();
    assertThat(mentioned(CLASSES.get(Tracer.class)).map(JavaType::getName))
        .contains(
            "io.fdtrail.TraceOptions",
            "io.fdtrail.NoBackendException",
            "java.util.List<io.fdtrail.Refusal>");
  }

  private static boolean isForUsers(JavaClass type) {
    return !type.getPackageName().startsWith("io.fdtrail")
        || (FACE.contains(type.getPackageName()) && isPublic(type));
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(PublicFaceTest::isPublic).orElse(true);
  }

  private static Stream<JavaType> mentioned(JavaClass of) {
    Stream<JavaType> parents =
        Stream.concat(of.getSuperclass().stream(), of.getInterfaces().stream());
    return Stream.concat(
        parents,
        of.getMembers().stream()
            .filter(member -> isShown(member.getModifiers()))
            .flatMap(PublicFaceTest::mentioned));
  }

  private static boolean isShown(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static Stream<JavaType> mentioned(JavaMember member) {
    if (member instanceof JavaCodeUnit code) {
      return Stream.of(
              List.of(code.getReturnType()), code.getParameterTypes(), code.getExceptionTypes())
          .flatMap(List::stream);
    }
    return Stream.of(((JavaField) member).getType());
  }
}
