import QtQuick
import Hearthboard

Item {
    id: root

    required property HomeModel home
    readonly property HeatPumpPageModel page: home.heatPumpPage

    Component.onCompleted: page.active = true
    Component.onDestruction: page.active = false

    EmptyState {
        visible: !root.page.live.present
        anchors.fill: parent
        shape: Glyph.Flame
        headline: root.home.permissions.heatPump === "" ? "No heat pump here" : "Heat pump"
        text: root.home.permissions.heatPump !== "" ? root.home.permissions.heatPump : "Nothing has been heard of a heat pump in this home. As soon as one reports, it appears."
    }
    Card {
        id: card
        visible: root.page.live.present
        anchors.fill: parent
        title: root.page.live.stateText
        glyph: Glyph.Flame
        accent: Theme.warm
        note: root.page.live.ageText
        warned: root.page.live.stale

        Grid {
            id: legend
            columns: Theme.portrait ? 3 : 6
            x: card.inset
            y: card.bodyTop
            width: card.width - 2 * card.inset

            Repeater {
                model: root.page.legend
                delegate: Item {
                    id: entry

                    required property LegendEntry modelData

                    width: Math.floor(legend.width / legend.columns)
                    height: stat.implicitHeight

                    Rectangle {
                        width: Math.round(Theme.unit / 2)
                        height: parent.height - Theme.unit
                        anchors.verticalCenter: parent.verticalCenter
                        radius: width / 2
                        color: Theme.tones[entry.modelData.tone]
                    }
                    Stat {
                        id: stat
                        x: Math.round(1.5 * Theme.unit)
                        value: entry.modelData.value
                        aged: false
                    }
                }
            }
        }
        TimeChart {
            id: chart
            x: card.inset
            y: legend.y + legend.height + Theme.unit
            width: card.width - 2 * card.inset
            height: bands.y - y - Theme.gap
            model: root.page.chart
            refusal: root.home.permissions.heatPump
        }
        Column {
            id: bands
            x: card.inset
            y: card.height - card.inset - height
            width: card.width - 2 * card.inset
            spacing: Theme.unit

            Repeater {
                model: root.page.bands
                delegate: Item {
                    id: band

                    required property RunBand modelData

                    width: bands.width
                    height: name.implicitHeight + strip.height + 2

                    Label {
                        id: name
                        x: chart.plotLeft
                        text: band.modelData.name
                        font.pixelSize: Theme.fontSmall
                        color: Theme.textSoft
                    }
                    Label {
                        anchors.right: parent.right
                        text: band.modelData.runText === "" ? "No data" : band.modelData.runText + " · " + band.modelData.startsText
                        font.pixelSize: Theme.fontSmall
                        color: Theme.textFaint
                    }
                    Strip {
                        id: strip
                        x: chart.plotLeft
                        width: parent.width - x
                        height: Math.round(1.25 * Theme.unit)
                        anchors.bottom: parent.bottom
                        model: band.modelData.strip
                        quiet: Theme.raised
                        normal: Theme.tones[band.modelData.tone]
                    }
                }
            }
        }
    }
}
