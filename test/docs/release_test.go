package docs_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// TestReleaseBuildsWhatIsChecked: the platforms of a release are those that make cross builds, and what a release
// contains has the names that Steampipe's Hub looks for.
func TestReleaseBuildsWhatIsChecked(t *testing.T) {
	t.Parallel()
	var release struct {
		ProjectName string `yaml:"project_name"`
		Builds      []struct {
			Binary       string
			Goos, Goarch []string
			Flags        []string
		}
		Archives []struct {
			Formats      []string
			NameTemplate string `yaml:"name_template"`
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, ".goreleaser.yml")), &release); err != nil {
		t.Fatal(err)
	}
	if len(release.Builds) != 1 || len(release.Archives) != 1 {
		t.Fatalf("%d builds and %d archives, want one of each", len(release.Builds), len(release.Archives))
	}
	build, archive := release.Builds[0], release.Archives[0]
	var released []string
	for _, system := range build.Goos {
		for _, architecture := range build.Goarch {
			released = append(released, system+"/"+architecture)
		}
	}
	checked := strings.Fields(regexp.MustCompile(`(?m)^PLATFORMS := (.*)$`).FindStringSubmatch(read(t, "Makefile"))[1])
	if slices.Sort(released); !slices.Equal(released, slices.Sorted(slices.Values(checked))) {
		t.Errorf("a release is for %q, make cross builds %q", released, checked)
	}
	if release.ProjectName != "steampipe-plugin-aircall" || build.Binary != "{{ .ProjectName }}.plugin" ||
		archive.NameTemplate != "{{ .ProjectName }}_{{ .Os }}_{{ .Arch }}" || !slices.Equal(archive.Formats, []string{"gz"}) {
		t.Errorf("the Hub does not find project %q, binary %q, archive %q in %q", release.ProjectName, build.Binary, archive.NameTemplate, archive.Formats)
	}
}

// TestWorkflowsCallMake: what runs elsewhere is what runs here, so each command of a workflow is a target of the Makefile.
func TestWorkflowsCallMake(t *testing.T) {
	t.Parallel()
	makefile := read(t, "Makefile") + read(t, "test/steampipe/steampipe.mk") + read(t, "test/standalone/standalone.mk")
	ci := read(t, ".ci/run")
	for _, name := range []string{"test", "golangci-lint", "e2e", "release"} {
		var workflow struct {
			Jobs map[string]struct {
				Strategy struct{ Matrix struct{ Target []string } }
				Steps    []struct{ Run string }
			}
		}
		if err := yaml.Unmarshal([]byte(read(t, ".github/workflows/"+name+".yml")), &workflow); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for job, j := range workflow.Jobs {
			targets := j.Strategy.Matrix.Target
			for _, s := range j.Steps {
				if target, ok := strings.CutPrefix(s.Run, "make "); ok && !strings.Contains(target, "${{") {
					targets = append(targets, target)
				}
			}
			for _, target := range targets {
				if !regexp.MustCompile(`(?m)^` + target + `:`).MatchString(makefile) {
					t.Errorf("%s, job %s: there is no target %s", name, job, target)
				}
				elsewhere := target == "vulnerabilities" || target == "standalone" // they need the network, or a quarter of an hour
				if !elsewhere && !strings.Contains(ci, "make "+target+"\n") {
					t.Errorf("%s, job %s: .ci/run does not call make %s", name, job, target)
				}
			}
		}
	}
}
