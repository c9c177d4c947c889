import QtQuick
import Hearthboard

// Connections, the store and what went wrong, in full sentences.
Item {
    id: root

    required property HomeModel home
    readonly property StatusModel status: home.status
    readonly property bool stacked: Theme.portrait
    readonly property int halfWidth: stacked ? width : Math.floor((width - Theme.gap) / 2)
    readonly property int halfHeight: stacked ? Math.floor((height - Theme.gap) / 2) : height

    Card {
        id: connections
        width: root.halfWidth
        height: root.halfHeight
        title: "Connections"
        glyph: Glyph.Plug

        Flickable {
            x: connections.inset
            y: connections.bodyTop
            width: connections.width - 2 * connections.inset
            height: connections.height - y - connections.inset
            contentHeight: details.implicitHeight
            boundsBehavior: Flickable.StopAtBounds
            clip: true

            Column {
                id: details
                width: parent.width
                spacing: Theme.gap

                Repeater {
                    model: root.status.connections
                    delegate: Column {
                        id: connection

                        required property string name
                        required property string state
                        required property string detail
                        required property int level

                        width: details.width

                        Label {
                            text: connection.name + " · " + connection.state
                            font.weight: Font.Medium
                            color: connection.level === StatusModel.Bad ? Theme.bad
                                : connection.level === StatusModel.Warning ? Theme.warning : Theme.text
                        }
                        Label {
                            visible: text !== ""
                            width: parent.width
                            wrapMode: Text.WordWrap
                            text: connection.detail
                            font.pixelSize: Theme.fontSmall
                            color: Theme.textFaint
                        }
                    }
                }
                Repeater {
                    model: root.status.facts
                    delegate: Item {
                        id: fact

                        required property string name
                        required property string value

                        width: details.width
                        height: Math.max(nameLabel.height, valueLabel.height)

                        Label {
                            id: nameLabel
                            text: fact.name
                            color: Theme.textFaint
                        }
                        Label {
                            id: valueLabel
                            x: nameLabel.width + 2 * Theme.unit
                            width: parent.width - x
                            horizontalAlignment: Text.AlignRight
                            wrapMode: Text.Wrap
                            text: fact.value
                            color: Theme.textSoft
                        }
                    }
                }
            }
        }
    }
    Card {
        id: problems
        x: root.stacked ? 0 : root.halfWidth + Theme.gap
        y: root.stacked ? root.halfHeight + Theme.gap : 0
        width: root.halfWidth
        height: root.halfHeight
        title: "Problems"
        glyph: Glyph.Warning

        Label {
            visible: root.status.problems.count === 0
            anchors.centerIn: parent
            text: "None"
            color: Theme.textFaint
        }
        Flickable {
            x: problems.inset
            y: problems.bodyTop
            width: problems.width - 2 * problems.inset
            height: problems.height - y - problems.inset
            contentHeight: list.implicitHeight
            clip: true

            Column {
                id: list
                width: parent.width
                spacing: Theme.gap

                Repeater {
                    model: root.status.problems
                    delegate: Column {
                        id: problem

                        required property string message
                        required property string next
                        required property string since

                        width: list.width

                        Label {
                            width: parent.width
                            wrapMode: Text.Wrap
                            text: problem.message
                        }
                        Label {
                            width: parent.width
                            wrapMode: Text.Wrap
                            visible: text !== ""
                            text: problem.next
                            font.pixelSize: Theme.fontSmall
                            color: Theme.textFaint
                        }
                        Label {
                            width: parent.width
                            visible: text !== ""
                            text: problem.since
                            font.pixelSize: Theme.fontSmall
                            color: Theme.textFaint
                        }
                    }
                }
            }
        }
    }
}
