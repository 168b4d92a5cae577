using KDiffE.Api.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace KDiffE.Api.Tests.Http;

/// <summary>Where the API listens.</summary>
public sealed class AddressTests
{
    [Fact]
    public void ListensOnPort8080UnlessToldOtherwise()
    {
        UrlsOf().ShouldBe("http://localhost:8080");
        UrlsOf("--urls", "http://localhost:9").ShouldBe("http://localhost:9");
        UrlsOf("--http_ports", "9").ShouldBeNull();
    }

    private static string? UrlsOf(params string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddDefaultUrl();
        return builder.WebHost.GetSetting(WebHostDefaults.ServerUrlsKey);
    }
}
