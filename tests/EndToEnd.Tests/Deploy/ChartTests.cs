using System.Text.Json.Nodes;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests.Deploy;

/// <summary>What the Helm chart promises, whichever of its examples somebody starts from.</summary>
public sealed class ChartTests(Chart chart) : IClassFixture<Chart>
{
    private const string Gpu = "production-s3-gpu";

    public static TheoryData<string> Examples => [.. Chart.Examples];

    [Theory]
    [MemberData(nameof(Examples))]
    public void NoProcessIsRootOrGainsRightsOrWritesItsOwnImage(string example)
    {
        var makers = chart.MadeOf(example).Where(manifest => manifest.Pod is not null).ToList();

        makers.Count.ShouldBeGreaterThan(2);
        foreach (var maker in makers)
        {
            var pod = maker.Pod!["spec"]!;
            pod["automountServiceAccountToken"]!.GetValue<bool>().ShouldBeFalse(maker.Name);
            pod["securityContext"]!["runAsNonRoot"]!.GetValue<bool>().ShouldBeTrue(maker.Name);
            pod["securityContext"]!["runAsUser"]!.GetValue<int>().ShouldBeGreaterThan(0, maker.Name);
            pod["securityContext"]!["seccompProfile"]!["type"]!.GetValue<string>().ShouldBe("RuntimeDefault", maker.Name);
            foreach (var container in maker.Containers)
            {
                var rights = container["securityContext"]!;
                rights["readOnlyRootFilesystem"]!.GetValue<bool>().ShouldBeTrue(maker.Name);
                rights["allowPrivilegeEscalation"]!.GetValue<bool>().ShouldBeFalse(maker.Name);
                rights["capabilities"]!["drop"]!.ToJsonString().ShouldBe("[\"ALL\"]", maker.Name);
                container["resources"]!["requests"]!["memory"].ShouldNotBeNull(maker.Name);
                container["resources"]!["limits"]!["memory"].ShouldNotBeNull(maker.Name);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void WhatAProcessWritesIsAVolume(string example)
    {
        foreach (var maker in chart.MadeOf(example).Where(manifest => manifest.Variables.ContainsKey("ConnectionStrings__Postgres")))
        {
            var mounts = maker.Containers.Single()["volumeMounts"]!.AsArray();
            var folders = maker.Variables.Where(variable => variable.Key.EndsWith("__Folder", StringComparison.Ordinal)).Select(variable => variable.Value!);
            mounts.Select(mount => mount!["mountPath"]!.GetValue<string>()).Where(path => path != "/etc/kdiffe/postgres")
                .ShouldBe([.. folders, "/tmp"], ignoreOrder: true, maker.Name);
            var volumes = maker.Pod!["spec"]!["volumes"]!.AsArray().Select(volume => volume!["name"]!.GetValue<string>());
            mounts.Select(mount => mount!["name"]!.GetValue<string>()).ShouldBe(volumes, ignoreOrder: true, maker.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void ProbesAskRoutesOfTheApiThatAreOpenToEverybodyWhereItListens(string example)
    {
        var api = chart.MadeOf(example).Single(manifest => manifest.Kind == "Deployment" && manifest.Name == "kdiffe-api");
        var container = api.Containers.Single();
        var described = JsonNode.Parse(File.ReadAllText(Path.Combine(Checkout.Root, "docs", "openapi.json")))!["paths"]!;

        foreach (var (probe, path) in new[] { ("startupProbe", "/health/live"), ("livenessProbe", "/health/live"), ("readinessProbe", "/health/ready") })
        {
            var asks = container[probe]!["httpGet"]!;
            asks["path"]!.GetValue<string>().ShouldBe(path);
            asks["port"]!.GetValue<string>().ShouldBe("http");
            described[path]!["get"].ShouldNotBeNull();
        }

        var port = container["ports"]!.AsArray().Single(port => port!["name"]!.GetValue<string>() == "http")!["containerPort"]!.GetValue<int>();
        new Uri(api.Variables["ASPNETCORE_URLS"]!.Replace("+", "any", StringComparison.Ordinal)).Port.ShouldBe(port);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void EverySettingIsDocumented(string example)
    {
        var documentation = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "configuration.md"));
        var settings = chart.MadeOf(example).SelectMany(manifest => manifest.Variables.Keys)
            .Where(name => name.Contains("__", StringComparison.Ordinal)).Select(name => name.Replace("__", ":", StringComparison.Ordinal)).Distinct().ToList();

        settings.Count.ShouldBeGreaterThan(3);
        settings.ShouldAllBe(setting => documentation.Contains($"`{setting}`", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void NoPasswordIsInAManifestButOfItsOwnSecret(string example)
    {
        foreach (var (name, value) in chart.MadeOf(example).SelectMany(manifest => manifest.Variables))
        {
            if (name.Contains("PASSWORD", StringComparison.OrdinalIgnoreCase) || name.Contains("KEY", StringComparison.Ordinal))
                value.ShouldBeNull(name);
            else
                value!.ShouldNotContain("password", Case.Insensitive);
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void APodIsGivenTheTimeThatItsProcessTakesToStop(string example)
    {
        var made = chart.MadeOf(example);

        var api = made.Single(manifest => manifest.Name == "kdiffe-api" && manifest.Kind == "Deployment");
        var drain = api.Containers.Single()["lifecycle"]!["preStop"]!["sleep"]!["seconds"]!.GetValue<int>();
        // A host of .NET waits for thirty seconds.
        api.Pod!["spec"]!["terminationGracePeriodSeconds"]!.GetValue<int>().ShouldBeGreaterThan(drain + 30);

        var worker = made.Single(manifest => manifest.Name == "kdiffe-worker" && manifest.Containers.Any());
        var stop = TimeSpan.Parse(worker.Variables["Training__StopWithin"]!, null);
        worker.Pod!["spec"]!["terminationGracePeriodSeconds"]!.GetValue<int>().ShouldBeGreaterThan((int)stop.TotalSeconds + 10);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void WhatSelectsPodsSelectsThoseThatAreMeant(string example)
    {
        var made = chart.MadeOf(example);
        var pods = made.Where(manifest => manifest.Pod is not null).ToDictionary(manifest => $"{manifest.Kind} {manifest.Name}", manifest => manifest.Pod!);
        var expected = new Dictionary<string, string>
        {
            ["Service kdiffe"] = "kdiffe-api",
            ["Service kdiffe-setup"] = "kdiffe-api",
            ["Service kdiffe-postgres"] = "kdiffe-postgres",
            ["PodDisruptionBudget kdiffe-api"] = "kdiffe-api",
            ["PodMonitor kdiffe-worker"] = "kdiffe-worker",
            ["NetworkPolicy kdiffe-api"] = "kdiffe-api",
            ["NetworkPolicy kdiffe-worker"] = "kdiffe-worker",
            ["NetworkPolicy kdiffe-postgres"] = "kdiffe-postgres",
        };

        foreach (var manifest in made)
        {
            var selector = manifest.Kind switch
            {
                "Service" => new JsonObject { ["matchLabels"] = manifest.Spec["selector"]!.DeepClone() },
                "NetworkPolicy" => manifest.Spec["podSelector"],
                "PodDisruptionBudget" or "PodMonitor" or "Deployment" or "StatefulSet" => manifest.Spec["selector"],
                _ => null,
            };
            if (selector is null)
                continue;
            var name = expected.GetValueOrDefault($"{manifest.Kind} {manifest.Name}") ?? manifest.Name;
            var found = pods.Where(pod => Manifest.Selects(selector, pod.Value)).Select(pod => pod.Key.Split(' ')[1]).ToList();
            if (manifest is { Kind: "NetworkPolicy", Name: "kdiffe-nothing" })
                found.Count.ShouldBe(pods.Count, manifest.Name);
            else if (manifest is { Kind: "NetworkPolicy", Name: "kdiffe" })
                found.Count.ShouldBe(pods.Keys.Count(pod => !pod.EndsWith("-postgres", StringComparison.Ordinal)), manifest.Name);
            else
                found.ShouldBe([name], $"{manifest.Kind} {manifest.Name}");
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void NothingIsAllowedOnTheNetworkButWhatIsListed(string example)
    {
        var policies = chart.MadeOf(example).Where(manifest => manifest.Kind == "NetworkPolicy").ToDictionary(policy => policy.Name, policy => policy.Spec);

        var nothing = policies["kdiffe-nothing"];
        nothing["policyTypes"]!.ToJsonString().ShouldBe("[\"Ingress\",\"Egress\"]");
        (nothing["ingress"] ?? nothing["egress"]).ShouldBeNull();
        Ports(policies["kdiffe-api"]["ingress"]!).ShouldBe(["http"]);
        Ports(policies["kdiffe-api"]["egress"]!).ShouldBe(["443"]);
        string[] shared = example == Gpu ? ["53", "53", "5432", "443", "4317"] : ["53", "53", "5432"];
        Ports(policies["kdiffe"]["egress"]!).ShouldBe(shared);
        policies["kdiffe"]["ingress"].ShouldBeNull();
        // Not into the cluster, nor to the addresses at which clouds hand out credentials.
        policies["kdiffe-api"]["egress"]![0]!["to"]![0]!["ipBlock"]!["except"]!.AsArray().Select(cidr => cidr!.GetValue<string>()).ShouldContain("169.254.0.0/16");

        static IEnumerable<string> Ports(JsonNode rules) =>
            rules.AsArray().SelectMany(rule => rule!["ports"]!.AsArray()).Select(port => port!["port"]!.ToString());
    }

    [Fact]
    public void MetricsThatItNamesAreShownByTheProcessesAndItsJobsAreThoseOfTheAlerts()
    {
        var made = chart.MadeOf(Gpu);

        var scaled = made.Single(manifest => manifest.Kind == "HorizontalPodAutoscaler").Spec["metrics"]!.AsArray()
            .Single(metric => metric!["type"]!.GetValue<string>() == "Pods")!["pods"]!["metric"]!["name"]!.GetValue<string>();
        MetricsText.Documented("API").ShouldContain(scaled.Replace("_per_second", "_total", StringComparison.Ordinal));

        var alerts = made.Single(manifest => manifest.Kind == "PrometheusRule").Spec.ToJsonString();
        var jobs = made.Where(manifest => manifest.Kind is "ServiceMonitor" or "PodMonitor")
            .Select(monitor => (monitor.Spec["endpoints"] ?? monitor.Spec["podMetricsEndpoints"])![0]!["relabelings"]![0]!["replacement"]!.GetValue<string>()).Order().ToList();
        jobs.ShouldBe(["kdiffe-api", "kdiffe-worker"]);
        alerts.ShouldContain("kdiffe-(api|worker)");
        alerts.ShouldContain("{{ $labels.instance }} serves what may be out of date, or nothing.");
        made.Single(manifest => manifest.Kind == "ConfigMap").Content["data"]!["kdiffe.json"]!.GetValue<string>().Trim()
            .ShouldBe(File.ReadAllText(Path.Combine(Checkout.Root, "deploy", "grafana", "kdiffe.json")).Trim());
    }

    [Fact]
    public void KedaCountsByTheFilesOfQueriesAndStartsWorkersThatEnd()
    {
        var made = chart.MadeOf(Gpu);
        var scaled = made.Single(manifest => manifest.Kind == "ScaledJob");

        // Of what the queries count, jobs that have not ended are taken off: that is this strategy alone.
        scaled.Spec["scalingStrategy"]!["strategy"]!.GetValue<string>().ShouldBe("default");
        scaled.Spec["minReplicaCount"]!.GetValue<int>().ShouldBe(0);
        scaled.Spec["triggers"]!.AsArray().Select(trigger => trigger!["metadata"]!["query"]!.GetValue<string>())
            .ShouldBe([ScalingQueryTests.ActiveRuns, ScalingQueryTests.DueSchedules]);
        scaled.Containers.Single()["args"]!.ToJsonString().ShouldBe("[\"worker\",\"--idle-exit\",\"60\"]");
        scaled.Containers.Single()["resources"]!["limits"]!["nvidia.com/gpu"]!.GetValue<int>().ShouldBe(1);
        scaled.Variables["Training__Device"].ShouldBe("cuda");
        made.ShouldNotContain(manifest => manifest.Kind == "Deployment" && manifest.Name == "kdiffe-worker");
    }
}
